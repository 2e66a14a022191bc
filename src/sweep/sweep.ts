import { availableParallelism } from "node:os";
import { checkCallback } from "../check/callback.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { dataSource, readData } from "../eth/ethData.js";
import { ownCommand } from "../host/packageRoot.js";
import type { RunProgress } from "./doRun.js";
import { resultsOf, type SweepResult } from "./results.js";
import { type SweepRun, type SweepSpec, sweepRuns } from "./spec.js";
import { readStatus, storeSweep } from "./sweepFolder.js";
import { runInWorkers } from "./workers.js";

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
  return sweepWith(ownCommand(), "sweep", spec, options);
}

/** The same with another way to start the command line, and other beginnings of errors. */
export async function sweepWith(
  command: readonly string[],
  where: string,
  spec: SweepSpec,
  options: SweepOptions,
): Promise<SweepResult[]> {
  checkOptions(where, options, OPTIONS, { example: '{ out: "runs/theta" }' });
  const { onProgress, onRun, signal } = options;
  const folder = checkText(`${where}, out`, options.out, "runs/theta", "a folder");
  const jobs = wholeNumber(`${where}, jobs`, options.jobs ?? availableParallelism(), 1);
  const saveEvery = wholeNumber(`${where}, saveEvery`, options.saveEvery ?? 5000, 1);
  checkCallback(`${where}, onProgress`, onProgress);
  checkCallback(`${where}, onRun`, onRun);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InputError(`${where}, signal: found ${nameOf(signal)}, expected the signal of an AbortController.`);
  }
  const runs = sweepRuns(where, spec);
  // A data set that is missing is one error now, not one for each run; and it is downloaded once.
  for (const data of new Set(runs.map(({ choices }) => choices.data))) {
    for (const split of ["train", "test"] as const) await readData(dataSource(data), split, {});
  }
  await storeSweep(folder, { spec, runs });
  const open = (await readStatus(folder, runs)).filter(({ state }) => state !== "done");
  await runInWorkers(
    folder,
    open.map(({ run }) => run),
    {
      ...{ jobs, command, saveEvery, signal, onProgress },
      onEnd: async (run) => onRun?.((await resultsOf(folder, [run]))[0]),
    },
  );
  return resultsOf(folder, runs);
}
