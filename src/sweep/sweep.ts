import { availableParallelism } from "node:os";
import { checkCallback } from "../check/callback.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { wholeNumber } from "../check/wholeNumber.js";
import type { Split } from "../data/idxDataset.js";
import { InputError } from "../errors.js";
import { dataSource, readData } from "../eth/ethData.js";
import { SAVE_EVERY } from "../eth/ethRun.js";
import { ownCommand } from "../host/packageRoot.js";
import type { RunProgress } from "./doRun.js";
import { resultsOf, type SweepResult } from "./results.js";
import { type SweepRun, type SweepSpec, sweepRuns } from "./spec.js";
import { readStatus, storeSweep } from "./sweepFolder.js";
import { runInWorkers, type WorkersOptions } from "./workers.js";

export interface SweepOptions {
  /** Folder of the sweep, with a folder for each run. */
  readonly out: string;
  /** Maximum number of runs at the same time, each in a process of its own; by default one per core. */
  readonly jobs?: number;
  /** Digits between two saves of a run: the most that a killed run has to repeat. 5000 by default. */
  readonly saveEvery?: number;
  /** Called about twice a second for each active run. */
  readonly onProgress?: (run: SweepRun, progress: RunProgress) => void;
  /** Called for each run that ends, with its result or error. */
  readonly onRun?: (result: SweepResult) => void;
  /** Ends the sweep early; what has been learned is saved. */
  readonly signal?: AbortSignal;
}

const OPTIONS = optionsOf<SweepOptions>({
  out: true,
  jobs: true,
  saveEvery: true,
  onProgress: true,
  onRun: true,
  signal: true,
});

/**
 * Trains, labels and tests a network for each run of a sweep, as many at a time as there are cores, and keeps each run
 * in a folder of its own. Called again, a sweep that was stopped or killed continues where it was; one with additional
 * runs does those. A run that fails is reported in its result and does not affect the others.
 *
 * ```ts
 * const results = await sweep(
 *   { base: { neurons: 100, examples: 5000 }, vary: { thetaPlus: [0.05, 0.1] }, seeds: [0, 1, 2] },
 *   { out: "runs/theta" },
 * );
 * console.log(sweepTable(results));
 * ```
 *
 * @throws InputError for a sweep, options or data that do not fit, before anything runs
 * @throws FileError if the disk refuses
 */
export async function sweep(spec: SweepSpec, options: SweepOptions): Promise<SweepResult[]> {
  return sweepWith(ownCommand(), spec, options);
}

/** The same with another command line to start. */
export async function sweepWith(
  command: readonly string[],
  spec: SweepSpec,
  options: SweepOptions,
): Promise<SweepResult[]> {
  checkOptions("sweep", options, OPTIONS, { example: '{ out: "runs/theta" }' });
  const { jobs = availableParallelism(), saveEvery = SAVE_EVERY, onProgress, onRun, signal } = options;
  const folder = checkText("sweep, out", options.out, "runs/theta", "a folder");
  wholeNumber("sweep, jobs", jobs, 1);
  wholeNumber("sweep, saveEvery", saveEvery, 1);
  checkCallback("sweep, onProgress", onProgress);
  checkCallback("sweep, onRun", onRun);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InputError(`sweep, signal: found ${nameOf(signal)}, expected the signal of an AbortController.`);
  }
  const prepared = await prepareSweep("sweep", spec, folder, (source, split) => readData(source, split, {}));
  return runPrepared(prepared, { command, jobs, saveEvery, signal, onProgress }, onRun);
}

/** A sweep stored in its folder. */
interface PreparedSweep {
  readonly folder: string;
  readonly runs: readonly SweepRun[];
  /** The runs that are not done. */
  readonly open: readonly SweepRun[];
}

/**
 * Checks a sweep and stores what is to be run.
 * @param where for error messages about the specification
 * @param load reads a data set, so that a missing one is one error now instead of one for each run, and is downloaded
 *   once
 */
export async function prepareSweep(
  where: string,
  spec: SweepSpec,
  folder: string,
  load: (source: string, split: Split) => Promise<unknown>,
): Promise<PreparedSweep> {
  const runs = sweepRuns(where, spec);
  for (const data of new Set(runs.map(({ choices }) => choices.data))) {
    for (const split of ["train", "test"] as const) await load(dataSource(data), split);
  }
  await storeSweep(folder, { spec, runs });
  const open = (await readStatus(folder, runs)).filter(({ state }) => state !== "done").map(({ run }) => run);
  return { folder, runs, open };
}

/** Does the open runs; returns the results of all. */
export async function runPrepared(
  { folder, runs, open }: PreparedSweep,
  options: Omit<WorkersOptions, "onEnd">,
  onRun?: (result: SweepResult) => void,
): Promise<SweepResult[]> {
  const onEnd = async (run: SweepRun) => onRun?.((await resultsOf(folder, [run]))[0]);
  await runInWorkers(folder, open, { ...options, onEnd });
  return resultsOf(folder, runs);
}
