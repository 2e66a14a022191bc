import type { JsonRecord } from "./wire.js";

/** JSON data, with metadata and binary buffers. */
interface Payload {
  readonly data: JsonRecord;
  readonly metadata?: JsonRecord;
  readonly buffers?: readonly Uint8Array[];
}

/** Sends a message to every front end of the kernel. */
type Publish = (type: string, content: JsonRecord, payload: Omit<Payload, "data">) => void;

/** Handles a message from the other side; the front end considers it processed when this resolves. */
type Receive = (data: JsonRecord, buffers: readonly Uint8Array[]) => void | Promise<void>;

/** A connection between an object of the kernel and its counterpart in the front end. */
export class Comm {
  /** Does nothing by default. */
  onMessage: Receive = () => {};
  onClose: () => void = () => {};
  readonly id: string;
  readonly target: string;
  readonly #comms: Comms;

  constructor(comms: Comms, target: string, id: string) {
    this.#comms = comms;
    this.target = target;
    this.id = id;
  }

  send(payload: Payload): void {
    this.#comms.send(this.id, payload);
  }

  /** Ends the line, and the other half with it. */
  close(): void {
    this.#comms.close(this.id);
  }
}

const isRecord = (value: unknown): value is JsonRecord => typeof value === "object" && value !== null;

/**
 * The kernel's side of Jupyter's comms: the open connections, and the delivery of messages to them.
 * @see Jupyter's messaging protocol 5.3, "Custom messages"
 */
export class Comms {
  readonly #publish: Publish;
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, (comm: Comm) => void>();

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  /** Accepts connections that the front end opens for this target. */
  accept(target: string, opened: (comm: Comm) => void): void {
    this.#targets.set(target, opened);
  }

  /** Opens a connection to the front end. */
  open(target: string, { data, metadata, buffers }: Payload, id: string = crypto.randomUUID()): Comm {
    const comm = new Comm(this, target, id);
    this.#open.set(id, comm);
    this.#publish("comm_open", { comm_id: id, target_name: target, data }, { metadata, buffers });
    return comm;
  }

  send(id: string, { data, metadata, buffers }: Payload): void {
    if (this.#open.has(id)) this.#publish("comm_msg", { comm_id: id, data }, { metadata, buffers });
  }

  close(id: string): void {
    if (this.#open.delete(id)) this.#publish("comm_close", { comm_id: id, data: {} }, {});
  }

  /** The content of a `comm_info_reply`. */
  info(target?: unknown): JsonRecord {
    const wanted = [...this.#open.values()].filter((comm) => typeof target !== "string" || comm.target === target);
    return { status: "ok", comms: Object.fromEntries(wanted.map((comm) => [comm.id, { target_name: comm.target }])) };
  }

  /**
   * Handles `comm_open`, `comm_msg` and `comm_close` from the front end; resolves when the request has been processed.
   */
  async receive(type: string, content: JsonRecord, buffers: readonly Uint8Array[]): Promise<void> {
    const id = String(content.comm_id);
    const data = isRecord(content.data) ? content.data : {};
    if (type === "comm_open") {
      const accept = this.#targets.get(String(content.target_name));
      // As the protocol requires: a connection that nobody accepts is closed.
      if (accept === undefined) return this.#publish("comm_close", { comm_id: id, data: {} }, {});
      const comm = new Comm(this, String(content.target_name), id);
      this.#open.set(id, comm);
      accept(comm);
      return;
    }
    const comm = this.#open.get(id);
    if (comm === undefined) return;
    if (type === "comm_msg") await comm.onMessage(data, buffers);
    else if (this.#open.delete(id)) comm.onClose();
  }
}
