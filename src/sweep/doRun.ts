import { SpikeTensorError } from "../errors.js";
import { claimRun } from "../eth/claim.js";
import { dataSource, readData } from "../eth/ethData.js";
import { compileEth } from "../eth/ethNetwork.js";
import { planRun, replan } from "../eth/ethPlan.js";
import { runEth } from "../eth/ethRun.js";
import { digitsToTrain } from "../eth/ethTrain.js";
import { restoreNetwork } from "../eth/loadRun.js";
import { findRecord } from "../eth/runFolder.js";
import type { SweepRun } from "./spec.js";
import { runFolder, setError, statusOf } from "./sweepFolder.js";

/** The progress of a run: digits of training, labeling and test together. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** Of the training so far. */
  readonly accuracy: number | null;
}

interface DoRunOptions {
  readonly onProgress?: (progress: RunProgress) => void;
  readonly signal?: AbortSignal;
  /** Digits between two saves. */
  readonly saveEvery: number;
}

/** How an attempt at a run ended; "taken" if another process is working on it. */
export type RunEnd = "done" | "stopped" | "failed" | "taken";

/**
 * Does one run of a sweep, or the rest of it. An error is written to the run's folder and does not affect other runs.
 */
export async function doRun(folder: string, run: SweepRun, options: DoRunOptions): Promise<RunEnd> {
  if ((await statusOf(folder, run)).state === "done") return "done";
  const release = await claimRun(runFolder(folder, run));
  if (release === undefined) return "taken";
  try {
    await setError(folder, run);
    return await work(folder, run, options);
  } catch (error) {
    const isKnown = error instanceof SpikeTensorError;
    await setError(folder, run, isKnown ? error.message : String((error as Error).stack ?? error));
    return "failed";
  } finally {
    await release();
  }
}

async function work(folder: string, run: SweepRun, { onProgress, signal, saveEvery }: DoRunOptions): Promise<RunEnd> {
  const own = runFolder(folder, run);
  const record = await findRecord(own);
  const source = dataSource(run.choices.data);
  const digits = { train: await readData(source, "train", {}), test: await readData(source, "test", {}) };
  const choices = { ...run.choices, seed: run.seed };
  const place = (name: string) => `sweep, run ${run.name}, ${name}`;
  const planned = record
    ? replan(place, choices, record.config, digits, record.trained)
    : planRun(place, choices, digits);
  const sim = record ? await restoreNetwork(own, { ...record, config: planned }) : await compileEth(planned);
  try {
    const config = { ...planned, backend: sim.backend as typeof planned.backend };
    const toTrain = digitsToTrain(config);
    const total = toTrain + config.labelExamples + config.testExamples;
    const before = { training: 0, labeling: toTrain, test: toTrain + config.labelExamples };
    let start = 0;
    let accuracy: number | null = null;
    const ended = await runEth(
      { folder: own, record, config, digits, sim },
      {
        signal,
        saveEvery,
        onStage(stage) {
          start = before[stage];
        },
        onDigit(done, running) {
          if (start === 0) accuracy = running;
          onProgress?.({ done: start + done, total, accuracy });
        },
      },
    );
    return "stopped" in ended ? "stopped" : "done";
  } finally {
    sim.dispose();
  }
}
