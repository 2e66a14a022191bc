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
  /** Folder of the sweep, with a folder of each run in it. */
  readonly out: string;
  /** Maximum number of runs at the same time, each in a process of its own; by default one per core. */
  readonly jobs?: number;
  /** Digits between two saved states of a run: what a killed run has to do again at most. 5000 by default. */
  readonly saveEvery?: number;
  /** Told about twice a second for each run at work. */
  readonly onProgress?: (run: SweepRun, progress: RunProgress) => void;
  /** Told of each run that ends, with its result or why there is none. */
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
 * Trains, labels and tests a network for each run of a sweep, as many at a time as there are cores, and keeps each run in
 * a folder of its own. A sweep that was stopped or killed goes on where it was when it is called again; one that has got
 * further runs does those. A run that fails is told of in its result and costs the others nothing.
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
 * @throws FileError for what the disk refuses
 */
export async function sweep(spec: SweepSpec, options: SweepOptions): Promise<SweepResult[]> {
  return sweepWith(ownCommand(), spec, options);
}

/** The same with another way to start the command line. */
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

/** A sweep that its folder holds. */
export interface PreparedSweep {
  readonly folder: string;
  readonly runs: readonly SweepRun[];
  /** Those that are not done. */
  readonly open: readonly SweepRun[];
}

/**
 * Checks a sweep and writes down what is to be run.
 * @param where what errors about the specification begin with
 * @param load reads a data set: one that is missing is one error now, not one for each run, and is downloaded once
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

/** Does the runs that are open; gives the results of all. */
export async function runPrepared(
  { folder, runs, open }: PreparedSweep,
  options: Omit<WorkersOptions, "onEnd">,
  onRun?: (result: SweepResult) => void,
): Promise<SweepResult[]> {
  const onEnd = async (run: SweepRun) => onRun?.((await resultsOf(folder, [run]))[0]);
  await runInWorkers(folder, open, { ...options, onEnd });
  return resultsOf(folder, runs);
}
