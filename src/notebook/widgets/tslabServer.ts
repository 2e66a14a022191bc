import { createRequire } from "node:module";
import { loadedModules, runningTslab, type WriteDisplay } from "../../host/kernel.js";
import { decode, type Header } from "./wire.js";

/** The part of a ZeroMQ socket that writes messages. */
export interface Sender {
  send(frames: readonly (string | Uint8Array)[]): unknown;
}

/** tslab's queue of cells; `prev` resolves when all of them have run. */
interface CellQueue {
  readonly prev: Promise<unknown>;
  add<T>(work: () => Promise<T>): Promise<T>;
}

/** tslab's own server. */
export interface TslabServer {
  readonly connInfo: { readonly key: string };
  readonly iopub: Sender;
  readonly handler: { readonly execQueue: CellQueue };
}

/** Handles one message from the shell or control socket. */
export type HandleShell = (this: TslabServer, socket: Sender, ...frames: Buffer[]) => Promise<void>;

/** The prototype of tslab's server, one method of which receives everything from the front end. */
interface ServerPrototype {
  handleShellMessage: HandleShell;
}

function isServerModule(exports: object): exports is { ZmqServer: { prototype: ServerPrototype } } {
  return "ZmqServer" in exports && typeof exports.ZmqServer === "function";
}

/** The server of the running tslab, where messages can be intercepted. */
export function serverPrototype(): ServerPrototype | undefined {
  const tslab = runningTslab();
  return tslab !== undefined && isServerModule(tslab) ? tslab.ZmqServer.prototype : undefined;
}

/** Where messages to the front end go, and the header of the request that runs the cell. */
export interface CellWire {
  readonly key: string;
  readonly iopub: Sender;
  readonly request: Header;
}

function isZeromq(exports: unknown): exports is { Publisher: { prototype: Sender } } {
  return typeof exports === "object" && exports !== null && "Publisher" in exports;
}

/**
 * The socket and the key of the running cell. tslab hides them, so this calls the cell's own display function and
 * intercepts the message that it signs and sends, which reaches nobody.
 */
export function wireOf(write: WriteDisplay): CellWire | undefined {
  const crypto: { createHmac: (algorithm: string, key: string) => unknown } = createRequire(import.meta.url)("crypto");
  const { createHmac } = crypto;
  const sockets = loadedModules(/[\\/]zeromq[\\/]lib[\\/]index\.js$/)
    .filter(isZeromq)
    .map(({ Publisher }) => Publisher.prototype);
  const inherited = sockets.map((socket) => Object.getOwnPropertyDescriptor(socket, "send"));
  let key = "";
  let caught: { iopub: Sender; frames: readonly (string | Uint8Array)[] } | undefined;
  crypto.createHmac = (algorithm, secret) => {
    key = secret;
    return createHmac(algorithm, secret);
  };
  for (const socket of sockets) {
    const value = function (this: Sender, frames: readonly (string | Uint8Array)[]) {
      caught = { iopub: this, frames };
      return Promise.resolve();
    };
    Object.defineProperty(socket, "send", { value, configurable: true });
  }
  try {
    write({ data: {}, metadata: {}, transient: { display_id: "" } }, true);
  } finally {
    crypto.createHmac = createHmac;
    sockets.forEach((socket, i) => {
      const own = inherited[i];
      if (own === undefined) Reflect.deleteProperty(socket, "send");
      else Object.defineProperty(socket, "send", own);
    });
  }
  if (caught === undefined) return undefined;
  const message = decode(
    caught.frames.map((frame) => Buffer.from(frame)),
    key,
  );
  if (message === undefined || !("session" in message.parent)) return undefined;
  return { key, iopub: caught.iopub, request: message.parent as Header };
}
