import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError, InputError } from "../errors.js";
import { MAY_CHANGE } from "../eth/ethPlan.js";
import { digitsToTrain } from "../eth/ethTrain.js";
import { findRecord } from "../eth/runFolder.js";
import type { RunRecord } from "../eth/runRecord.js";
import { isSystemError } from "../host/fileError.js";
import { packageVersion } from "../host/packageRoot.js";
import { writeWhole } from "../host/writeWhole.js";
import { isClaimed } from "./claim.js";
import { type SweepChoiceName, type SweepRun, type SweepSpec, sweepRuns } from "./spec.js";

const FILE = "sweep.json";
const ERROR_FILE = "error.txt";
const FORMAT = "spiketensor sweep 1";

export const runFolder = (folder: string, run: SweepRun): string => join(folder, run.name);

/** A sweep that a folder holds: what is to be run, in its order. */
export interface StoredSweep {
  readonly spec: SweepSpec;
  readonly runs: readonly SweepRun[];
}

/** @throws InputError where a folder holds no sweep, or a damaged one */
export async function readSweep(folder: string): Promise<StoredSweep> {
  const stored = await findSweep(folder);
  if (stored !== undefined) return stored;
  throw new InputError(`${folder}: found no ${FILE}, expected the folder of a sweep. Check the path.`);
}

async function findSweep(folder: string): Promise<StoredSweep | undefined> {
  const path = join(folder, FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw new InputError(`${path}: cannot be read (${(error as Error).message}). Check the path.`);
  }
  try {
    const { format, spec } = JSON.parse(text);
    if (format === FORMAT) return { spec, runs: sweepRuns(path, spec) };
  } catch (error) {
    if (error instanceof InputError) throw error;
  }
  throw new CheckpointError(
    `${path}: found something else than a sweep, expected the format "${FORMAT}". Choose another folder, or remove the file.`,
  );
}

/**
 * Writes down what is to be run. A sweep that is already in the folder may get further runs, but none may be lost, and
 * those that have begun keep their numbers, except what {@link MAY_CHANGE} names: their results would otherwise pass for
 * those of other numbers.
 * @throws InputError where the folder holds another sweep
 */
export async function storeSweep(folder: string, { spec, runs }: StoredSweep): Promise<void> {
  const before = await findSweep(folder);
  const names = new Set(runs.map(({ name }) => name));
  const lost = before?.runs.find(({ name }) => !names.has(name));
  if (lost !== undefined) {
    throw new InputError(
      `${folder}: found a sweep with the run ${lost.name}, which the new one does not have. Choose another folder by ` +
        "--out, or keep all runs and add to them.",
    );
  }
  for (const run of before?.runs ?? []) {
    const now = runs.find(({ name }) => name === run.name);
    const changed = now && changedChoice(run, now);
    if (changed === undefined || (await statusOf(folder, run)).state === "waiting") continue;
    throw new InputError(
      `${folder}, run ${run.name}: found ${changed} ${textOf(now?.choices[changed])}, but the run began with ` +
        `${textOf(run.choices[changed])}. Choose another folder by --out, or name the number in cases or vary.`,
    );
  }
  const record = { format: FORMAT, spiketensor: packageVersion(), spec };
  await writeWhole(join(folder, FILE), [`${JSON.stringify(record, null, 2)}\n`]);
}

const textOf = (choice: unknown): string => (choice === undefined ? "its default" : String(choice));

/** What differs between two versions of a run, of what may not. */
function changedChoice({ choices }: SweepRun, { choices: now }: SweepRun): SweepChoiceName | undefined {
  const names = Object.keys({ ...choices, ...now }) as SweepChoiceName[];
  return names.find((name) => choices[name] !== now[name] && !MAY_CHANGE.includes(name));
}

export type RunState = "waiting" | "running" | "stopped" | "failed" | "done";

/** Where a run stands. */
export interface RunStatus {
  readonly run: SweepRun;
  readonly state: RunState;
  /** What it has saved; undefined before it began, or where it is damaged. */
  readonly record?: RunRecord;
  /** Why it failed. */
  readonly error?: string;
}

/** Looks where all runs stand. */
export async function readStatus(folder: string, runs: readonly SweepRun[]): Promise<RunStatus[]> {
  return Promise.all(runs.map((run) => statusOf(folder, run)));
}

export async function statusOf(folder: string, run: SweepRun): Promise<RunStatus> {
  const own = runFolder(folder, run);
  const isRunning = await isClaimed(own);
  let record: RunRecord | undefined;
  try {
    record = await findRecord(own);
  } catch (error) {
    return { run, state: isRunning ? "running" : "failed", error: (error as Error).message };
  }
  if (isRunning) return { run, state: "running", record };
  if (record && isDone(record, run)) return { run, state: "done", record };
  const error = await readFile(join(own, ERROR_FILE), "utf8").catch(() => undefined);
  if (error !== undefined) return { run, state: "failed", record, error: error.trim() };
  return { run, state: record ? "stopped" : "waiting", record };
}

/** Whether nothing is left to do for the run as it is wanted now: passes and test digits may have been raised. */
function isDone({ config, trained, test }: RunRecord, { choices }: SweepRun): boolean {
  const wanted = { ...config, ...choices, data: config.data };
  return (
    test !== null &&
    trained === digitsToTrain(wanted) &&
    config.labelExamples === wanted.labelExamples &&
    config.testExamples === wanted.testExamples
  );
}

/** Remembers why a run failed; without a reason it forgets. */
export async function setError(folder: string, run: SweepRun, reason?: string): Promise<void> {
  const path = join(runFolder(folder, run), ERROR_FILE);
  if (reason === undefined) await rm(path, { force: true });
  else await writeWhole(path, [`${reason}\n`]);
}
