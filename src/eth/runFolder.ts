import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError, FileError } from "../errors.js";
import { fileError, isSystemError } from "../host/fileError.js";
import { packageVersion } from "../host/packageRoot.js";
import { writeWhole } from "../host/writeWhole.js";
import type { LabelAssignment } from "../learning/assignLabels.js";
import type { EthConfig } from "./ethConfig.js";
import type { EthTest } from "./ethEvaluate.js";
import type { EthSimulation } from "./ethNetwork.js";
import type { Training } from "./ethTrain.js";
import { writeLabels } from "./labelsFile.js";
import { digestIn } from "./networkFile.js";
import { FORMAT, labelsFile, networkFile, parseRecord, printRecord, type RunRecord, trainedIn } from "./runRecord.js";

const RECORD_FILE = "run.json";
export const REPORT_FILE = "report.html";

/** Files that a run writes, and temporary ones that a killed run leaves behind. */
const OWN_FILE =
  /^(run\.json|report\.html|labels(-\d+)?\.safetensors|network(-\d+){1,2}\.safetensors|fields-\d{8,}\.png)(\.[0-9a-f]{8}\.tmp)?$/;

/**
 * The record of the run in a folder, or undefined if there is none.
 * @throws CheckpointError for a damaged record
 */
export async function findRecord(folder: string): Promise<RunRecord | undefined> {
  const path = join(folder, RECORD_FILE);
  try {
    return parseRecord(path, await readFile(path, "utf8"));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === "ENOENT") return undefined;
    throw new CheckpointError(`${path}: cannot be read (${error.message}). Check the path.`);
  }
}

/** @throws CheckpointError if there is no run, or a damaged one */
export async function readRecord(folder: string): Promise<RunRecord> {
  const record = await findRecord(folder);
  if (record !== undefined) return record;
  throw new CheckpointError(`${folder}: found no ${RECORD_FILE}, expected the folder of a run of eth train.`);
}

/** Whether there is a record, damaged or not. */
export async function hasRecord(folder: string): Promise<boolean> {
  return (await namesIn(folder)).includes(RECORD_FILE);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** An error of the disk that has cost nothing of the run that the folder holds. */
export const keptError = ({ message }: Error): FileError =>
  new FileError(`${message} The run previously saved in this folder is intact.`);

/**
 * Writes a state of a run: first its files under unused names, then the record that names them, then deletes the files
 * of the previous state, or of the run that this one replaces. Whenever it is killed, and whatever the disk refuses,
 * the record names complete files.
 */
export class RunFolder {
  /** The files that the last record names. */
  private files: Pick<RunRecord, "network" | "sha256" | "labels">;

  /** @param before the record of a run that continues */
  constructor(
    readonly path: string,
    private readonly config: EthConfig,
    private readonly sim: EthSimulation,
    before?: RunRecord,
  ) {
    this.files = before ?? { network: "", sha256: "", labels: null };
  }

  /** The checkpoint of the last saved state. */
  get network(): string {
    return join(this.path, this.files.network);
  }

  async saveTraining(training: Training): Promise<void> {
    await this.writing(async () => {
      const network = await this.unused((n) => networkFile(training.trained, n));
      await this.sim.save(join(this.path, network));
      const sha256 = await digestIn(join(this.path, network));
      await this.write(training, { network, sha256, labels: null }, null);
    });
  }

  async saveLabels(training: Training, assignment: LabelAssignment): Promise<void> {
    await this.writing(async () => {
      const labels = await this.unused(labelsFile);
      await writeLabels(join(this.path, labels), assignment, this.files.sha256);
      await this.write(training, { ...this.files, labels }, null);
    });
  }

  async saveTest(training: Training, test: EthTest): Promise<void> {
    await this.writing(() => this.write(training, this.files, test));
  }

  private async unused(nameOf: (n: number) => string): Promise<string> {
    const names = await namesIn(this.path);
    let n = 1;
    while (names.includes(nameOf(n))) n++;
    return nameOf(n);
  }

  /** A disk error is not a defect of the program: the previous state stays, alone, and the error mentions it. */
  private async writing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const error = fileError(this.path, cause);
      if (!(error instanceof FileError)) throw error;
      const held = await findRecord(this.path).catch(() => null);
      const kept = held && [RECORD_FILE, held.network, held.labels ?? "", REPORT_FILE];
      if (kept) await this.tidy(kept, held.trained).catch(() => {});
      throw held ? keptError(error) : error;
    }
  }

  private async write(training: Training, files: typeof this.files, test: EthTest | null): Promise<void> {
    const { trained, seconds, curve, vote } = training;
    const { network, sha256, labels } = files;
    const record: RunRecord = {
      format: FORMAT,
      versions: { spiketensor: packageVersion(), node: process.versions.node },
      config: this.config,
      trained,
      seconds,
      network,
      sha256,
      labels,
      test,
      curve,
      vote: vote.toJSON(),
    };
    await writeWhole(join(this.path, RECORD_FILE), [printRecord(record)]);
    this.files = files;
    await this.tidy([RECORD_FILE, network, labels ?? "", test === null ? "" : REPORT_FILE], trained);
  }

  /** @param trained keeps the pictures up to this number of digits; a run that has not begun has none */
  private async tidy(keep: readonly string[], trained: number): Promise<void> {
    const isFrame = (name: string) => trained > 0 && (trainedIn(name) ?? Number.POSITIVE_INFINITY) <= trained;
    for (const name of await namesIn(this.path)) {
      const isStale = OWN_FILE.test(name) && !keep.includes(name) && !isFrame(name);
      if (isStale) await rm(join(this.path, name), { force: true });
    }
  }
}
