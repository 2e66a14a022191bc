import { createRequire } from "node:module";
import { loadedModules, runningTslab, type WriteDisplay } from "../../host/kernel.js";
import { decode, type Header } from "./wire.js";

/** A ZeroMQ socket, as far as messages are written to it. */
export interface Sender {
  send(frames: readonly (string | Uint8Array)[]): unknown;
}

/** tslab's cells, one after the other; `prev` is over when all of them are. */
export interface CellQueue {
  readonly prev: Promise<unknown>;
  add<T>(work: () => Promise<T>): Promise<T>;
}

/** tslab's own server. */
export interface TslabServer {
  readonly connInfo: { readonly key: string };
  readonly iopub: Sender;
  readonly handler: { readonly execQueue: CellQueue };
}

/** What handles one message from the shell or the control socket. */
export type HandleShell = (this: TslabServer, socket: Sender, ...frames: Buffer[]) => Promise<void>;

/** The prototype of tslab's server: one function of it takes all that comes from the front end. */
export interface ServerPrototype {
  handleShellMessage: HandleShell;
}

function isServerModule(exports: object): exports is { ZmqServer: { prototype: ServerPrototype } } {
  return "ZmqServer" in exports && typeof exports.ZmqServer === "function";
}

/** The running tslab's server, where messages can be taken before it sees them. */
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
 * The socket and the key of the running cell. tslab keeps them to itself until the next message comes, so the cell's own
 * display function is called, and what it signs and sends is caught on its way: it reaches nobody.
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
