import { loadedModules } from "../../host/kernel.js";
import type { Sender } from "./tslabServer.js";

type Send = (this: Sender, frames: readonly (string | Uint8Array)[]) => Promise<unknown>;
type Socket = { prototype: { send: Send } };

const isZeromq = (exports: unknown): exports is { Publisher: Socket; Router: Socket } =>
  typeof exports === "object" && exports !== null && "Publisher" in exports && "Router" in exports;

let isInstalled = false;

/**
 * Makes the sockets of tslab send one message after the other. ZeroMQ refuses a message while another is on its way, which
 * every 512th is for a moment, to give way to other work; tslab does not wait, so that the next message would be lost: a
 * figure, or the news that the kernel is idle, without which the page sends no further move of a control.
 */
export function sendInOrder(): void {
  if (isInstalled) return;
  isInstalled = true;
  for (const { Publisher, Router } of loadedModules(/[\\/]zeromq[\\/]lib[\\/]index\.js$/).filter(isZeromq)) {
    for (const { prototype } of [Publisher, Router]) {
      Object.defineProperty(prototype, "send", { value: inOrder(prototype.send), configurable: true });
    }
  }
}

/** Sends after all earlier messages of the same socket have been sent. */
export function inOrder(send: Send): Send {
  const last = new WeakMap<Sender, Promise<unknown>>();
  return function (frames) {
    const earlier = last.get(this);
    const sent = earlier === undefined ? send.call(this, frames) : earlier.then(() => send.call(this, frames));
    const settled = sent
      .catch(() => {})
      .then(() => {
        if (last.get(this) === settled) last.delete(this);
      });
    last.set(this, settled);
    return sent;
  };
}
