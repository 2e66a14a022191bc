import type { Comm, Comms } from "./comms.js";
import type { JsonRecord } from "./wire.js";

const TARGET = "jupyter.widget";
const CONTROL_TARGET = "jupyter.widget.control";
const PROTOCOL = { version: "2.1.0" };

/** Receives the changes of the front end, which holds back later changes until this resolves. */
type Changed = (changes: JsonRecord) => void | Promise<void>;
export type Told = (content: JsonRecord, buffers: readonly Uint8Array[]) => void | Promise<void>;

/**
 * The kernel's part of a widget: a state that both sides may change.
 * @see ipywidgets, "Low level widget tutorial" and its message schema, version 2.1
 */
export class Widget {
  onChange: Changed = () => {};
  onCustom: Told = () => {};
  onClose: () => void = () => {};
  readonly #comm: Comm;
  #state: JsonRecord;

  constructor(comms: Comms, state: JsonRecord, id?: string) {
    this.#state = state;
    this.#comm = comms.open(TARGET, { data: { state, buffer_paths: [] }, metadata: PROTOCOL }, id);
    this.#comm.onMessage = (data, buffers) => this.#receive(data, buffers);
    this.#comm.onClose = () => this.onClose();
  }

  get id(): string {
    return this.#comm.id;
  }

  /** How other widgets refer to this one in their state. */
  get reference(): string {
    return `IPY_MODEL_${this.id}`;
  }

  /** What a cell's output holds to show it. */
  get view(): JsonRecord {
    const value = { version_major: 2, version_minor: 0, model_id: this.id };
    return { "application/vnd.jupyter.widget-view+json": value };
  }

  get state(): JsonRecord {
    return this.#state;
  }

  /** Changes the state here and in every front end. */
  set(changes: JsonRecord): void {
    this.#state = { ...this.#state, ...changes };
    this.#comm.send({ data: { method: "update", state: changes, buffer_paths: [] } });
  }

  /** Sends a custom message, which is not part of the state. */
  tell(content: JsonRecord, buffers: readonly Uint8Array[] = []): void {
    this.#comm.send({ data: { method: "custom", content }, buffers });
  }

  /** Takes it out of every front end. */
  close(): void {
    this.#comm.close();
    this.onClose();
  }

  #receive(data: JsonRecord, buffers: readonly Uint8Array[]): void | Promise<void> {
    if (data.method === "request_state") this.set(this.#state);
    else if (data.method === "custom") return this.onCustom(recordOf(data.content), buffers);
    else if (data.method === "update") {
      const sent = Object.entries(recordOf(data.state));
      const changes = Object.fromEntries(sent.filter(([name]) => Object.hasOwn(this.#state, name)));
      // Other front ends of this kernel hear of the change before it takes effect.
      if (Object.keys(changes).length > 0) {
        this.#comm.send({ data: { method: "echo_update", state: changes, buffer_paths: [] } });
      }
      this.#state = { ...this.#state, ...changes };
      return this.onChange(changes);
    }
  }
}

const recordOf = (value: unknown): JsonRecord => (typeof value === "object" && value !== null ? { ...value } : {});

/** All widgets of a kernel. It answers a front end that asks for them after its page was reloaded. */
export class Widgets {
  readonly #comms: Comms;
  readonly #all = new Map<string, Widget>();

  constructor(comms: Comms) {
    this.#comms = comms;
    comms.accept(CONTROL_TARGET, (comm) => {
      comm.onMessage = ({ method }) => {
        if (method !== "request_states") return;
        comm.send({ data: { method: "update_states", states: this.#states(), buffer_paths: [] } });
      };
    });
  }

  open(state: JsonRecord, id?: string): Widget {
    const widget = new Widget(this.#comms, state, id);
    this.#all.set(widget.id, widget);
    widget.onClose = () => void this.#all.delete(widget.id);
    return widget;
  }

  #states(): JsonRecord {
    const described = ({ state }: Widget) => ({
      model_name: state._model_name,
      model_module: state._model_module,
      model_module_version: state._model_module_version,
      state,
    });
    return Object.fromEntries([...this.#all].map(([id, widget]) => [id, described(widget)]));
  }
}
