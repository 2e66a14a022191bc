import { CheckpointError, InputError } from "../errors.js";
import { LabelVote } from "../learning/labelVote.js";
import type { LabelVoteState } from "../learning/labelVoteState.js";
import { type EthConfig, readEthConfig } from "./ethConfig.js";
import { type EthTest, VOTES } from "./ethEvaluate.js";
import { digitsToTrain } from "./ethTrain.js";

export const FORMAT = "spiketensor eth run 7";

/**
 * Names of the files of a run folder besides the record, which names the valid ones. The n-th name is used if those
 * before it are taken.
 */
export const networkFile = (trained: number, n = 1): string => `network-${trained}${n > 1 ? `-${n}` : ""}.safetensors`;
export const labelsFile = (n = 1): string => `labels${n > 1 ? `-${n}` : ""}.safetensors`;

/** The file of the picture of the receptive fields after this many digits. */
export const filmFile = (trained: number): string => `fields-${String(trained).padStart(8, "0")}.png`;

/** The number of digits before a picture was taken; undefined for other files. */
export function trainedIn(name: string): number | undefined {
  const digits = /^fields-(\d{8,})\.png$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const isLabelsFile = (name: unknown): boolean => /^labels(-\d+)?\.safetensors$/.test(String(name));
const isNetworkFile = (name: unknown, trained: number): boolean =>
  new RegExp(`^network-${trained}(-\\d+)?\\.safetensors$`).test(String(name));

/** The content of `run.json`. Renaming it into place makes a new state of the run the valid one. */
export interface RunRecord {
  readonly format: typeof FORMAT;
  readonly versions: { readonly spiketensor: string; readonly node: string };
  readonly config: EthConfig;
  /** Number of digits learned, and the time that it took. */
  readonly trained: number;
  readonly seconds: number;
  /** The checkpoint after that many digits. */
  readonly network: string;
  /** SHA-256 of the checkpoint, which ties labels and record to this network. */
  readonly sha256: string;
  /** Running accuracy over training. */
  readonly curve: { readonly examples: readonly number[]; readonly accuracy: readonly number[] };
  /** The file with assignments and rates; null before the neurons are labeled. */
  readonly labels: string | null;
  /** Null before the test. */
  readonly test: EthTest | null;
  /** The state from which the running accuracy continues. */
  readonly vote: LabelVoteState;
}

/** Prints lists of numbers on one line, all else indented. */
export function printRecord(record: RunRecord): string {
  const text = JSON.stringify(record, null, 2);
  return `${text.replace(/\[\n[\d\s.,eE+-]*\]/g, (list) => list.replace(/\s+/g, " "))}\n`;
}

/** @throws CheckpointError for text that is not a record, or whose parts do not fit together */
export function parseRecord(where: string, text: string): RunRecord {
  const damaged = (found: string) =>
    new CheckpointError(`${where}: found ${found}, expected what eth train wrote. Train again, or use another run.`);
  const record = parseObject(text);
  if (record === undefined) throw damaged("no JSON object");
  if (record.format !== FORMAT) throw damaged(`the format ${JSON.stringify(record.format)} instead of "${FORMAT}"`);
  const config = asDamage(where, () => readEthConfig(where, record.config));
  const vote = asDamage(where, () => LabelVote.from(record.vote as LabelVoteState));
  const { versions, trained, seconds, network, sha256, labels, test, curve } = record;
  if (!areTexts(versions, ["spiketensor", "node"])) throw damaged("no versions of the programs that wrote it");
  if (!isCount(trained) || trained > digitsToTrain(config) || !isNetworkFile(network, trained)) {
    throw damaged("an invalid number of trained digits");
  }
  if (typeof sha256 !== "string") throw damaged("no SHA-256 of the network");
  if (!isTime(seconds)) throw damaged("an invalid training time");
  if (
    vote.neurons !== config.neurons ||
    vote.classes !== config.data.classes ||
    vote.window !== config.updateInterval
  ) {
    throw damaged("a vote of another network");
  }
  if (labels !== null && !isLabelsFile(labels)) throw damaged("an unknown file of labels");
  if (!isCurve(curve, trained)) throw damaged("an invalid accuracy curve");
  if (test !== null && (labels === null || !isTest(test, config.data.classes))) throw damaged("an invalid test result");
  return record as unknown as RunRecord;
}

/** Reports an invalid value as damage of the file. */
function asDamage<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError || error instanceof CheckpointError)) throw error;
    throw new CheckpointError(error.message.startsWith(where) ? error.message : `${where}: ${error.message}`);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown): boolean => Number.isFinite(value) && Number(value) >= 0;
const isList = (values: unknown, isRight: (value: unknown) => boolean): values is number[] =>
  Array.isArray(values) && values.every(isRight);

function areTexts(value: unknown, names: readonly string[]): boolean {
  const record = (value ?? {}) as Record<string, unknown>;
  return names.every((name) => typeof record[name] === "string");
}

function isCurve(value: unknown, trained: number): boolean {
  const { examples, accuracy } = (value ?? {}) as Record<string, unknown>;
  return (
    isList(examples, isCount) &&
    examples.every((digits, i) => digits > (examples[i - 1] ?? 0) && digits <= trained) &&
    isList(accuracy, (share) => isTime(share) && Number(share) <= 1) &&
    examples.length === accuracy.length
  );
}

function isTest(value: unknown, classes: number): boolean {
  const test = (value ?? {}) as Record<string, unknown>;
  const { digits, seconds } = test;
  const isConfusion = (counts: unknown): boolean =>
    isList(counts, isCount) && counts.length === classes ** 2 && counts.reduce((sum, n) => sum + n, 0) === digits;
  return isCount(digits) && isTime(seconds) && VOTES.every((vote) => isConfusion(test[vote]));
}
