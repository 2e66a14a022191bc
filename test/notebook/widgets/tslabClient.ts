import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { decode, encode, type JsonRecord, type Message, replyHeader } from "../../../src/notebook/widgets/wire.js";
import { freePort } from "../../freePort.js";

interface Socket {
  connect(address: string): void;
  subscribe(): void;
  send(frames: readonly (string | Uint8Array)[]): Promise<void>;
  receive(): Promise<Buffer[]>;
  close(): void;
}

const require = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));
const { Dealer, Subscriber }: Record<"Dealer" | "Subscriber", new () => Socket> = require("zeromq");
const tslab = join(dirname(require.resolve("tslab/package.json")), "bin", "tslab");
const KEY = "a key for this test";

/** What the kernel published in answer to a request, to its end, and its reply. */
export interface Answer {
  readonly published: readonly Message[];
  readonly reply: Message | undefined;
}

/** A real tslab kernel and a Jupyter client of it, over ZeroMQ. */
export class TslabClient {
  /** Everything that the kernel has published. */
  readonly published: Message[] = [];
  readonly #replies = new Map<string, Message>();
  readonly #kernel: ChildProcess;
  readonly #folder: string;
  readonly #shell = new Dealer();
  readonly #iopub = new Subscriber();
  #isOpen = true;

  static async start(): Promise<TslabClient> {
    const folder = mkdtempSync(join(tmpdir(), "spiketensor-tslab-"));
    const modules = join(folder, "node_modules");
    mkdirSync(join(modules, "@types"), { recursive: true });
    symlinkSync(resolve("."), join(modules, "spiketensor"));
    symlinkSync(dirname(require.resolve("@types/node/package.json")), join(modules, "@types", "node"));
    const ports = await Promise.all(Array.from({ length: 5 }, freePort));
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
    const connection = { shell_port, iopub_port, stdin_port, control_port, hb_port, ip: "127.0.0.1", transport: "tcp" };
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify({ ...connection, key: KEY, signature_scheme: "hmac-sha256" }));
    const kernel = spawn(process.execPath, [tslab, "kernel", "--config-path", file], { cwd: folder, stdio: "ignore" });
    const client = new TslabClient(kernel, folder, shell_port, iopub_port);
    // A subscriber misses what is published before it is there.
    for (let tries = 0; client.published.length === 0; tries++) {
      if (tries === 500) {
        await client.stop();
        throw new Error("tslab does not answer");
      }
      await client.#send("kernel_info_request", {});
      await new Promise((wait) => setTimeout(wait, 200));
    }
    return client;
  }

  private constructor(kernel: ChildProcess, folder: string, shell: number, iopub: number) {
    this.#kernel = kernel;
    this.#folder = folder;
    this.#shell.connect(`tcp://127.0.0.1:${shell}`);
    this.#iopub.connect(`tcp://127.0.0.1:${iopub}`);
    this.#iopub.subscribe();
    void this.#listen(this.#iopub, (message) => this.published.push(message));
    void this.#listen(this.#shell, (message) => this.#replies.set(String(message.parent.msg_id), message));
  }

  async #listen(socket: Socket, take: (message: Message) => void): Promise<void> {
    while (this.#isOpen) {
      const frames = await socket.receive().catch(() => []);
      const message = decode(frames, KEY);
      if (message !== undefined) take(message);
    }
  }

  async #send(type: string, content: JsonRecord, metadata: JsonRecord = {}): Promise<string> {
    const start = { msg_id: "", msg_type: "", session: "test", username: "test", date: "", version: "5.3" };
    const header = replyHeader(type, start);
    await this.#shell.send(encode({ identities: [], header, parent: {}, metadata, content, buffers: [] }, KEY));
    return header.msg_id;
  }

  /** Messages in answer to one that was sent. */
  answersTo(id: string): Message[] {
    return this.published.filter(({ parent }) => parent.msg_id === id);
  }

  /** Sends a message and does not wait. */
  post(type: string, content: JsonRecord, metadata: JsonRecord = {}): Promise<string> {
    return this.#send(type, content, metadata);
  }

  /** Waits until the kernel is done with a message. */
  async done(id: string): Promise<Answer> {
    const isIdle = ({ header, content }: Message) => header.msg_type === "status" && content.execution_state === "idle";
    const isRequest = () => this.answersTo(id).some(({ parent }) => /_request$/.test(String(parent.msg_type)));
    await this.until(() => this.answersTo(id).some(isIdle) && (!isRequest() || this.#replies.has(id)));
    return { published: this.answersTo(id), reply: this.#replies.get(id) };
  }

  async ask(type: string, content: JsonRecord, metadata: JsonRecord = {}): Promise<Answer> {
    return this.done(await this.#send(type, content, metadata));
  }

  /** Runs a cell; what it writes to stderr is an error. */
  async run(code: string): Promise<Answer> {
    const answer = await this.ask("execute_request", { code, silent: false, store_history: true });
    const said = answer.published.filter(({ content }) => content.name === "stderr").map(({ content }) => content.text);
    if (said.length > 0) throw new Error(said.join(""));
    return answer;
  }

  async until(isSo: () => boolean, seconds = 60): Promise<void> {
    const end = performance.now() + 1000 * seconds;
    while (!isSo()) {
      if (performance.now() > end) throw new Error(`it has not come in ${seconds} s`);
      await new Promise((wait) => setTimeout(wait, 5));
    }
  }

  /** The stop button. */
  interrupt(): void {
    this.#kernel.kill("SIGINT");
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    if (this.#kernel.exitCode === null && this.#kernel.signalCode === null) {
      const ended = new Promise((end) => this.#kernel.on("close", end));
      this.#kernel.kill("SIGKILL");
      await ended;
    }
    this.#shell.close();
    this.#iopub.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
