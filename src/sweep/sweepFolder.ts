import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError, InputError } from "../errors.js";
import { holderOf } from "../eth/claim.js";
import { areLabeledAlike } from "../eth/ethConfig.js";
import { MAY_CHANGE } from "../eth/ethPlan.js";
import { digitsToTrain } from "../eth/ethTrain.js";
import { findRecord } from "../eth/runFolder.js";
import type { RunRecord } from "../eth/runRecord.js";
import { isSystemError } from "../host/fileError.js";
import { packageVersion } from "../host/packageRoot.js";
import { writeWhole } from "../host/writeWhole.js";
import { type SweepChoiceName, type SweepRun, type SweepSpec, sweepRuns } from "./spec.js";

const FILE = "sweep.json";
const ERROR_FILE = "error.txt";
const FORMAT = "spiketensor sweep 1";

export const runFolder = (folder: string, run: SweepRun): string => join(folder, run.name);

/** The runs of a sweep as stored in its folder, in order. */
interface StoredSweep {
  readonly spec: SweepSpec;
  readonly runs: readonly SweepRun[];
}

/** @throws InputError if the folder has no sweep, or a damaged one */
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
    `${path}: found another format, expected "${FORMAT}". Choose another folder, or remove the file.`,
  );
}

/**
 * Stores the runs of a sweep. An existing sweep may get additional runs, but none may be lost, and runs that have
 * started keep their numbers, except those in {@link MAY_CHANGE}: otherwise their results would be taken for those of
 * other numbers.
 * @throws InputError if the folder has another sweep
 */
export async function storeSweep(folder: string, { spec, runs }: StoredSweep): Promise<void> {
  const before = await findSweep(folder);
  const names = new Set(runs.map(({ name }) => name));
  const lost = before?.runs.find(({ name }) => !names.has(name));
  if (lost !== undefined) {
    throw new InputError(
      `${folder}: found a sweep with the run ${lost.name}, which the new one does not have. Choose another folder with ` +
        "--out, or keep all runs and add to them.",
    );
  }
  for (const run of before?.runs ?? []) {
    const now = runs.find(({ name }) => name === run.name);
    const changed = now && changedChoice(run, now);
    if (changed === undefined || (await statusOf(folder, run)).state === "waiting") continue;
    throw new InputError(
      `${folder}, run ${run.name}: found ${changed} ${textOf(now?.choices[changed])}, but the run began with ` +
        `${textOf(run.choices[changed])}. Choose another folder with --out, or put the number in cases or vary.`,
    );
  }
  const record = { format: FORMAT, spiketensor: packageVersion(), spec };
  await writeWhole(join(folder, FILE), [`${JSON.stringify(record, null, 2)}\n`]);
}

const textOf = (choice: unknown): string => (choice === undefined ? "its default" : String(choice));

/** A choice that differs between two versions of a run and may not. */
function changedChoice({ choices }: SweepRun, { choices: now }: SweepRun): SweepChoiceName | undefined {
  const names = Object.keys({ ...choices, ...now }) as SweepChoiceName[];
  return names.find((name) => choices[name] !== now[name] && !MAY_CHANGE.includes(name));
}

export type RunState = "waiting" | "running" | "stopped" | "failed" | "done";

/** The state of a run. */
export interface RunStatus {
  readonly run: SweepRun;
  readonly state: RunState;
  /** Its saved record; undefined before it has started, or if the record is damaged. */
  readonly record?: RunRecord;
  /** Why it failed. */
  readonly error?: string;
}

/** Reads the state of all runs. */
export async function readStatus(folder: string, runs: readonly SweepRun[]): Promise<RunStatus[]> {
  return Promise.all(runs.map((run) => statusOf(folder, run)));
}

export async function statusOf(folder: string, run: SweepRun): Promise<RunStatus> {
  const own = runFolder(folder, run);
  const isRunning = (await holderOf(own)) !== undefined;
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

/** Whether the run is complete as requested now: passes and test digits may have been raised. */
function isDone({ config, trained, test }: RunRecord, { choices }: SweepRun): boolean {
  const wanted = { ...config, ...choices, data: config.data };
  return (
    test !== null &&
    trained === digitsToTrain(wanted) &&
    areLabeledAlike(config, wanted) &&
    config.testExamples === wanted.testExamples
  );
}

/** Stores why a run failed; without a reason, removes the stored one. */
export async function setError(folder: string, run: SweepRun, reason?: string): Promise<void> {
  const path = join(runFolder(folder, run), ERROR_FILE);
  if (reason === undefined) await rm(path, { force: true });
  else await writeWhole(path, [`${reason}\n`]);
}
