import { checkText } from "../check/text.js";
import { accuraciesOf, type EthTest, type Vote } from "../eth/ethEvaluate.js";
import type { RunRecord } from "../eth/runRecord.js";
import type { SweepChoices, SweepRun } from "./spec.js";
import { type RunState, type RunStatus, readStatus, readSweep, runFolder } from "./sweepFolder.js";

/** The result of a run so far. */
export interface SweepResult {
  readonly name: string;
  /** The name without the seed, shared by all seeds of a setting. */
  readonly setting: string;
  readonly seed: number;
  readonly choices: SweepChoices;
  readonly folder: string;
  readonly state: RunState;
  /** Why it failed. */
  readonly error?: string;
  /** Number of digits learned, and the seconds that this took. */
  readonly trained: number;
  readonly seconds: number;
  /** Running accuracy over training. */
  readonly curve: RunRecord["curve"];
  /** Fraction of test digits that each vote classified correctly; undefined before the test. */
  readonly accuracy?: Readonly<Record<Vote, number>>;
  readonly test?: EthTest;
}

/**
 * The results of a sweep so far, in the order of its runs. Can be read while the sweep runs.
 * @throws InputError if there is no sweep
 */
export async function readSweepResults(folder: string): Promise<SweepResult[]> {
  checkText("readSweepResults", folder, "runs/theta", "a folder");
  return resultsOf(folder, (await readSweep(folder)).runs);
}

export async function resultsOf(folder: string, runs: readonly SweepRun[]): Promise<SweepResult[]> {
  return (await readStatus(folder, runs)).map((status) => resultOf(folder, status));
}

function resultOf(folder: string, { run, state, record, error }: RunStatus): SweepResult {
  const { name, setting, seed, choices } = run;
  const test = record?.test ?? undefined;
  return {
    ...{ name, setting, seed, choices, state, folder: runFolder(folder, run) },
    ...(error !== undefined && { error }),
    trained: record?.trained ?? 0,
    seconds: record?.seconds ?? 0,
    curve: record?.curve ?? { examples: [], accuracy: [] },
    ...(test && {
      test,
      accuracy: accuraciesOf(test),
    }),
  };
}
