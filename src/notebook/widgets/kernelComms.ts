import { currentCell, type WriteDisplay } from "../../host/kernel.js";
import { Comms } from "./comms.js";
import { sendInOrder } from "./sendInOrder.js";
import {
  type CellWire,
  type HandleShell,
  type Sender,
  serverPrototype,
  type TslabServer,
  wireOf,
} from "./tslabServer.js";
import { decode, encode, type Header, type JsonRecord, type Message, replyHeader } from "./wire.js";

const NOT_TSLABS = ["comm_open", "comm_msg", "comm_close", "comm_info_request"];

/**
 * Comms for a running tslab kernel, which has none of its own (its issue 23). Comm messages are intercepted before
 * tslab sees them, and all others are passed on to it.
 */
class KernelComms {
  readonly comms = new Comms((type, content, { metadata = {}, buffers = [] }) =>
    this.#send(this.#wire.iopub, type, content, this.#latest, { metadata, buffers }),
  );
  #wire: CellWire;
  #cell: WriteDisplay;
  #server: TslabServer | undefined;
  /** The front end's latest request, which messages to it reply to. */
  #latest: Header;

  constructor(cell: WriteDisplay, wire: CellWire) {
    this.#cell = cell;
    this.#wire = wire;
    this.#latest = wire.request;
  }

  /** Makes this cell the one that later messages belong to. */
  belongTo(cell: WriteDisplay): void {
    if (cell === this.#cell) return;
    const wire = wireOf(cell);
    if (wire === undefined) return;
    this.#cell = cell;
    this.#wire = wire;
    this.#latest = wire.request;
  }

  /** Runs work when no cell is running: it is queued like a cell. */
  async afterCells(work: () => Promise<void>): Promise<void> {
    if (this.#server === undefined) return work();
    let isTaken = false;
    const take = () => {
      isTaken = true;
      return work();
    };
    try {
      await this.#server.handler.execQueue.add(take);
    } catch (error) {
      if (isTaken) throw error;
      // After a cell fails, tslab drops everything that waits for 200 ms, but this work does not depend on that cell.
      await new Promise((wait) => setTimeout(wait, 250));
      await this.#server.handler.execQueue.add(work);
    }
  }

  /** Intercepts messages before tslab gets them. */
  wrap(handle: HandleShell): HandleShell {
    const comms = this;
    return async function (this: TslabServer, socket, ...frames) {
      comms.#server = this;
      const message = decode(frames, this.connInfo.key);
      if (message === undefined || !NOT_TSLABS.includes(message.header.msg_type)) {
        return handle.call(this, socket, ...frames);
      }
      await comms.#receive(socket, message);
    };
  }

  async #receive(socket: Sender, message: Message): Promise<void> {
    const { header, content, buffers, identities } = message;
    this.#latest = header;
    this.#status("busy", header);
    try {
      if (header.msg_type === "comm_info_request") {
        const info = this.comms.info(content.target_name);
        this.#send(socket, "comm_info_reply", info, header, {}, identities);
      } else await this.comms.receive(header.msg_type, content, buffers);
    } catch (error) {
      console.error(error);
    } finally {
      this.#status("idle", header);
      // A front end shows the latest status that it received.
      if (await this.#isComputing()) this.#status("busy", this.#wire.request);
    }
  }

  /** Whether a cell is running. */
  async #isComputing(): Promise<boolean> {
    const queue = this.#server?.handler.execQueue.prev ?? Promise.resolve();
    const isOver = queue.then(
      () => false,
      () => false,
    );
    return Promise.race([isOver, new Promise<boolean>((later) => setImmediate(later, true))]);
  }

  #status(state: "busy" | "idle", parent: Header): void {
    this.#send(this.#wire.iopub, "status", { execution_state: state }, parent);
  }

  #send(
    socket: Sender,
    type: string,
    content: JsonRecord,
    parent: Header,
    { metadata = {}, buffers = [] }: { metadata?: JsonRecord; buffers?: readonly Uint8Array[] } = {},
    identities: readonly Uint8Array[] = [],
  ): void {
    const message = { identities, header: replyHeader(type, parent), parent, metadata, content, buffers };
    // Sending fails on sockets that are closed because the kernel is ending.
    Promise.resolve(socket.send(encode(message, this.#wire.key))).catch(() => {});
  }
}

let kernel: KernelComms | undefined;

/** The comms of the kernel that runs the current cell, installed at the first call; undefined outside a notebook. */
export function kernelComms(): KernelComms | undefined {
  const cell = currentCell();
  if (cell === undefined) return undefined;
  if (kernel === undefined) {
    const server = serverPrototype();
    const wire = server && wireOf(cell);
    if (server === undefined || wire === undefined) return undefined;
    sendInOrder();
    kernel = new KernelComms(cell, wire);
    server.handleShellMessage = kernel.wrap(server.handleShellMessage);
  }
  kernel.belongTo(cell);
  return kernel;
}
