import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "../errors.js";
import { makeFolder } from "../host/makeFolder.js";
import { packageVersion } from "../host/packageRoot.js";
import { writeWhole } from "../host/writeWhole.js";
import type { LabelAssignment } from "../learning/assignLabels.js";
import type { EthConfig } from "./ethConfig.js";
import type { EthTest } from "./ethEvaluate.js";
import type { EthSimulation } from "./ethNetwork.js";
import type { Training } from "./ethTrain.js";
import { writeLabels } from "./labelsFile.js";
import { FORMAT, LABELS_FILE, networkFile, parseRecord, printRecord, type RunRecord } from "./runRecord.js";

const RECORD_FILE = "run.json";
export const REPORT_FILE = "report.html";

/** Files that a run writes, and what a killed one leaves of them. */
const OWN_FILE = /^(run\.json|report\.html|labels\.safetensors|network-\d+\.safetensors)(\.[0-9a-f]{8}\.tmp)?$/;

/**
 * The record of the run in a folder, or undefined where there is none.
 * @throws CheckpointError for a record that is damaged
 */
export async function findRecord(folder: string): Promise<RunRecord | undefined> {
  const path = join(folder, RECORD_FILE);
  try {
    return parseRecord(path, await readFile(path, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(`${path}: cannot be read (${error instanceof Error ? error.message : error}).`);
  }
}

/** @throws CheckpointError where there is no run, or a damaged one */
export async function readRecord(folder: string): Promise<RunRecord> {
  const record = await findRecord(folder);
  if (record !== undefined) return record;
  throw new CheckpointError(`${folder}: found no ${RECORD_FILE}, expected the folder of a run of eth train.`);
}

/** Whether there is a record, be it damaged or not. */
export async function hasRecord(folder: string): Promise<boolean> {
  return (await namesIn(folder)).includes(RECORD_FILE);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Deletes what a run has written, the record first, so that no record names what is gone. */
export async function clearRun(folder: string): Promise<void> {
  await rm(join(folder, RECORD_FILE), { force: true });
  await tidy(folder, []);
}

async function tidy(folder: string, keep: readonly string[]): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (OWN_FILE.test(name) && !keep.includes(name)) await rm(join(folder, name), { force: true });
  }
}

/**
 * Writes a state of a run: first its files under names that are not in use, then the record that names them, then
 * deletes the files of the state before. Whenever it is killed, the record names whole files.
 */
export class RunFolder {
  constructor(
    readonly path: string,
    private readonly config: EthConfig,
    private readonly sim: EthSimulation,
  ) {}

  async saveTraining(training: Training): Promise<void> {
    await this.writing(async () => {
      makeFolder(this.path);
      await this.sim.save(join(this.path, networkFile(training.trained)));
      await this.write(training, null, null);
    });
  }

  async saveLabels(training: Training, labels: LabelAssignment): Promise<void> {
    await this.writing(async () => {
      await writeLabels(join(this.path, LABELS_FILE), labels);
      await this.write(training, LABELS_FILE, null);
    });
  }

  async saveTest(training: Training, test: EthTest): Promise<void> {
    await this.writing(() => this.write(training, LABELS_FILE, test));
  }

  /** A disk that is full or closed is no defect of the program. */
  private async writing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      throw new CheckpointError(`${this.path}: cannot be written (${error.message}). What it held before is whole.`);
    }
  }

  private async write(training: Training, labels: RunRecord["labels"], test: EthTest | null): Promise<void> {
    const { trained, seconds, curve, vote } = training;
    const record: RunRecord = {
      format: FORMAT,
      versions: { spiketensor: packageVersion(), node: process.versions.node },
      config: this.config,
      trained,
      seconds,
      network: networkFile(trained),
      labels,
      test,
      curve,
      vote: vote.toJSON(),
    };
    await writeWhole(join(this.path, RECORD_FILE), [printRecord(record)]);
    await tidy(this.path, [RECORD_FILE, record.network, labels ?? "", test === null ? "" : REPORT_FILE]);
  }
}
