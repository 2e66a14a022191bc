import { SHARE_ENV, Worker } from "node:worker_threads";
import { BackendError } from "../errors.js";
import type { WasmMemory } from "./webAssembly.js";

/** What threads run, and where in memory they report a failure. */
interface ThreadPlan {
  /** The module of each thread. */
  readonly binaries: readonly Uint8Array[];
  /** The export that a thread calls, which returns when there is nothing left to do. */
  readonly entry: string;
  readonly memory: WasmMemory;
  /** Functions of `Math` that the modules import in addition to the memory, all from "host". */
  readonly functions: readonly string[];
  /** Byte addresses of a word that is 1 once a thread has failed, and of the words that sleeping threads wait on. */
  readonly failed: number;
  readonly awaited: readonly number[];
}

/** Whether threads are available. */
export const HAS_THREADS = true;

/** So far ahead, modulo 2³², that it ends every wait. */
const FAR = 2 ** 30;

/** The program of a thread, as text, so that it is the same in a bundle, in CommonJS and under a loader. */
const PROGRAM = `
const { parentPort, workerData } = require("node:worker_threads");
const { binary, entry, memory, functions, failed, awaited } = workerData;
const words = new Int32Array(memory.buffer);
const orFail = (work) => {
  try {
    work();
  } catch (error) {
    const isFirst = Atomics.exchange(words, failed / 4, 1) === 0;
    for (const word of awaited) {
      Atomics.add(words, word / 4, ${FAR});
      Atomics.notify(words, word / 4);
    }
    if (isFirst) throw error;
  }
};
orFail(() => {
  const host = { memory, ...Object.fromEntries(functions.map((name) => [name, Math[name]])) };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { host });
  // In the event loop, so that the main thread can tell whether this one lives.
  setImmediate(() => {
    parentPort.postMessage("ready");
    orFail(() => exports[entry]());
  });
});
`;

/**
 * Whether a thread whose event loop has started has ended or is ending. Its exit is an event, of which a main thread that
 * waits hears nothing; but the times of its event loop are at once those of none, an idle time of -1 or nothing at all.
 */
function isGone(worker: Worker): boolean {
  const { idle, active } = worker.performance.eventLoopUtilization();
  return idle < 0 || active === 0;
}

/** Ends the threads of an unused network, which would otherwise keep its memory. */
const unused = new FinalizationRegistry<readonly Worker[]>((workers) => {
  for (const worker of workers) void worker.terminate();
});

/**
 * Threads that share a memory with the main thread. They sleep while they wait, and neither keep the process alive nor
 * outlive this object.
 */
export class Threads {
  /** The first failure, in an object of its own, as the threads must not refer to this one. */
  private readonly first: { failure?: Error; isGone?: boolean } = {};
  private hasEnded = false;
  /** Whether this runtime tells the times of a thread's event loop; Node.js does. */
  private tells = false;
  private readonly exits: readonly Promise<unknown>[];

  private constructor(
    private readonly workers: readonly Worker[],
    private readonly plan: ThreadPlan,
  ) {
    const { first } = this;
    for (const worker of workers) {
      worker.on("error", (error) => {
        first.failure ??= error;
      });
    }
    this.exits = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const exit of this.exits) {
      void exit.then(() => {
        first.isGone = true;
      });
    }
    unused.register(this, workers);
  }

  /** @throws BackendError if a thread cannot be started */
  static async start(plan: ThreadPlan): Promise<Threads> {
    const { binaries, ...common } = plan;
    // The thread does not inherit the main thread's loaders.
    const start = (binary: Uint8Array) =>
      new Worker(PROGRAM, { eval: true, execArgv: [], env: SHARE_ENV, workerData: { binary, ...common } });
    const threads = new Threads(binaries.map(start), plan);
    const { workers, exits } = threads;
    const ready = workers.map((worker) => new Promise((resolve) => worker.once("message", resolve)));
    const areReady = await Promise.race([
      Promise.all(ready).then(() => true),
      ...exits.map((exit) => exit.then(() => false)),
    ]);
    if (!areReady) {
      await threads.end();
      throw threads.problem();
    }
    threads.tells = workers.every((worker) => worker.performance !== undefined && !isGone(worker));
    for (const worker of workers) worker.unref();
    return threads;
  }

  /**
   * Runs work that all threads share.
   * @throws BackendError if one of them fails or has failed before
   */
  async together(work: () => void): Promise<void> {
    if (this.hasEnded) throw new BackendError("threads: the network was disposed of. Compile it again.");
    if (this.first.failure || this.first.isGone) throw this.problem();
    try {
      work();
    } catch (error) {
      if (this.fail()) {
        this.first.failure = error as Error;
        throw error;
      }
      for (const worker of this.workers) worker.ref();
      await Promise.all(this.exits);
      throw this.problem();
    }
  }

  /** For work that waits: if a thread was ended from outside, makes all others fail. */
  look(): void {
    if (this.tells && this.workers.some(isGone)) this.fail();
  }

  /** Resolves when the threads have ended. */
  async end(): Promise<void> {
    this.hasEnded = true;
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  /** Makes the threads fail that wait for this one; returns whether it is the first to fail. */
  private fail(): boolean {
    const words = new Int32Array(this.plan.memory.buffer);
    const isFirst = Atomics.exchange(words, this.plan.failed / 4, 1) === 0;
    for (const word of this.plan.awaited) {
      Atomics.add(words, word / 4, FAR);
      Atomics.notify(words, word / 4);
    }
    return isFirst;
  }

  private problem(): BackendError {
    const what = this.first.failure?.message ?? "it has ended";
    return new BackendError(
      `threads: a thread has failed: ${what}. Compile the network again, with fewer threads or one.`,
    );
  }
}
