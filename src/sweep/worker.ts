import { InputError } from "../errors.js";
import { doRun, type RunEnd, type RunProgress } from "./doRun.js";
import { readSweep } from "./sweepFolder.js";

/** Messages from a worker process to its parent. */
export type WorkerMessage = { readonly kind: "progress"; readonly progress: RunProgress } | { readonly kind: "end" };

/** The parent's message to its workers to save and end. */
export const STOP = "stop";

const TELL_EVERY_MS = 500;

/**
 * Does one run of a sweep's folder in this process, and reports its progress to the parent process, if there is one. It
 * saves and ends at a signal, at the parent's message, or when the parent is gone.
 * @param requeue called when Slurm's time limit is reached, after everything is saved
 * @throws InputError for a run that the sweep does not have
 */
export async function workOn(
  folder: string,
  name: string,
  saveEvery: number,
  requeue?: () => Promise<void>,
): Promise<RunEnd> {
  const { runs } = await readSweep(folder);
  const run = runs.find((each) => each.name === name);
  if (run === undefined) {
    throw new InputError(
      `${folder}: found no run ${name} in the sweep, expected one of ${runs.length}. Check the name.`,
    );
  }
  const controller = new AbortController();
  const stop = () => controller.abort();
  let isTimeOver = false;
  process.on("SIGINT", stop).on("SIGTERM", stop).on("disconnect", stop);
  process.on("SIGUSR1", () => {
    isTimeOver = true;
    stop();
  });
  process.on("message", (message) => message === STOP && stop());
  const tell = (message: WorkerMessage) => process.connected && process.send?.(message);
  let told = 0;
  const end = await doRun(folder, run, {
    saveEvery,
    signal: controller.signal,
    onProgress(progress) {
      const now = performance.now();
      if (now - told < TELL_EVERY_MS) return;
      told = now;
      tell({ kind: "progress", progress });
    },
  });
  if (isTimeOver && end === "stopped") await requeue?.();
  tell({ kind: "end" });
  return end;
}
