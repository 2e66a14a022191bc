import type { ChildProcess } from "node:child_process";
import type { RunProgress } from "./doRun.js";
import type { SweepRun } from "./spec.js";
import { setError } from "./sweepFolder.js";
import { STOP, type WorkerMessage } from "./worker.js";

export interface WorkersOptions {
  /** Number of processes at the same time. */
  readonly jobs: number;
  /** The program and first arguments that start the command line. */
  readonly command: readonly string[];
  readonly saveEvery: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (run: SweepRun, progress: RunProgress) => void;
  /** Awaited before the next run starts. */
  readonly onEnd?: (run: SweepRun) => Promise<void>;
}

/** Does runs in separate processes, `jobs` at a time, in order; starts no more after the signal. */
export async function runInWorkers(folder: string, runs: readonly SweepRun[], options: WorkersOptions): Promise<void> {
  const waiting = [...runs];
  const children = new Set<ChildProcess>();
  const { signal, jobs } = options;
  const stop = () => {
    for (const child of children) if (child.connected) child.send(STOP);
  };
  signal?.addEventListener("abort", stop);
  const loop = async () => {
    for (let run = waiting.shift(); run !== undefined && !signal?.aborted; run = waiting.shift()) {
      await runInWorker(folder, run, children, options);
      await options.onEnd?.(run);
    }
  };
  // A listener's error ends the sweep, after all active runs have saved.
  const end = (error: unknown) => {
    waiting.length = 0;
    stop();
    throw error;
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(jobs, runs.length) }, () => loop().catch(end)));
  signal?.removeEventListener("abort", stop);
  for (const each of ended) if (each.status === "rejected") throw each.reason;
}

/** Number of characters of a worker's last output that are kept. */
const LAST_WORDS = 4000;

async function runInWorker(
  folder: string,
  run: SweepRun,
  children: Set<ChildProcess>,
  { command, saveEvery, onProgress }: WorkersOptions,
): Promise<void> {
  const [program, ...first] = command;
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn(program, [...first, "sweep", "work", folder, run.name, "--save-every", String(saveEvery)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.add(child);
  let hasEnded = false;
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  let problem: { readonly error: unknown } | undefined;
  child.on("message", (message: WorkerMessage) => {
    if (message.kind === "end") hasEnded = true;
    else if (problem === undefined) {
      try {
        onProgress?.(run, message.progress);
      } catch (error) {
        problem = { error };
        child.send(STOP);
      }
    }
  });
  const how = await new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(`the process could not be started: ${error.message}`));
    child.on("close", (code, signal) => resolve(`the process ended with ${signal ?? `exit code ${code}`}`));
  });
  children.delete(child);
  if (problem !== undefined) throw problem.error;
  if (!hasEnded) await setError(folder, run, `${how}. ${lastWords}`.trim());
}
