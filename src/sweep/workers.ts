import { type ChildProcess, spawn } from "node:child_process";
import type { RunEnd, RunProgress } from "./doRun.js";
import type { SweepRun } from "./spec.js";
import { setError } from "./sweepFolder.js";
import { STOP, type WorkerMessage } from "./worker.js";

export interface WorkersOptions {
  /** Processes at the same time. */
  readonly jobs: number;
  /** What starts the command line: a program and its first arguments. */
  readonly command: readonly string[];
  readonly saveEvery: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (run: SweepRun, progress: RunProgress) => void;
  readonly onEnd?: (run: SweepRun, end: RunEnd) => void;
}

/** Does runs in processes of their own, so many at a time, in their order; after the signal it begins no more. */
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
      options.onEnd?.(run, await runInWorker(folder, run, children, options));
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, loop));
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Characters of a worker's last words that are kept. */
const LAST_WORDS = 4000;

async function runInWorker(
  folder: string,
  run: SweepRun,
  children: Set<ChildProcess>,
  { command, saveEvery, onProgress }: WorkersOptions,
): Promise<RunEnd> {
  const [program, ...first] = command;
  const child = spawn(program, [...first, "sweep", "work", folder, run.name, "--save-every", String(saveEvery)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  children.add(child);
  let end: RunEnd | undefined;
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  child.on("message", (message: WorkerMessage) => {
    if (message.kind === "end") end = message.end;
    else onProgress?.(run, message.progress);
  });
  const how = await new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(`the process could not be started: ${error.message}`));
    child.on("close", (code, signal) => resolve(`the process ended with ${signal ?? `exit code ${code}`}`));
  });
  children.delete(child);
  if (end !== undefined) return end;
  await setError(folder, run, `${how}. ${lastWords}`.trim());
  return "failed";
}
