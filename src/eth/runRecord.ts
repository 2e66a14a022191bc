import { CheckpointError, InputError } from "../errors.js";
import { LabelVote } from "../learning/labelVote.js";
import type { LabelVoteState } from "../learning/labelVoteState.js";
import { type EthConfig, readEthConfig } from "./ethConfig.js";
import type { Confusion, EthTest } from "./ethEvaluate.js";

export const FORMAT = "spiketensor eth run 1";

/** Files of a run folder beside the record; the record names those that are valid. */
export const LABELS_FILE = "labels.safetensors";
export const networkFile = (trained: number): string => `network-${trained}.safetensors`;

/** What `run.json` holds. Whoever renames it into place makes a new state of the run the valid one. */
export interface RunRecord {
  readonly format: typeof FORMAT;
  readonly versions: { readonly spiketensor: string; readonly node: string };
  readonly config: EthConfig;
  /** Digits learned, and the time that it took. */
  readonly trained: number;
  readonly seconds: number;
  /** The checkpoint after so many digits. */
  readonly network: string;
  /** Running accuracy over training. */
  readonly curve: { readonly examples: readonly number[]; readonly accuracy: readonly number[] };
  /** The file with assignments and rates; null before the neurons are labelled. */
  readonly labels: typeof LABELS_FILE | null;
  /** Null before the test. */
  readonly test: EthTest | null;
  /** What the running accuracy goes on from. */
  readonly vote: LabelVoteState;
}

/** Lists of numbers on one line, all else indented. */
export function printRecord(record: RunRecord): string {
  const text = JSON.stringify(record, null, 2);
  return `${text.replace(/\[\n[\d\s.,eE+-]*\]/g, (list) => list.replace(/\s+/g, " "))}\n`;
}

/** @throws CheckpointError for a text that is no record, or whose parts do not fit together */
export function parseRecord(where: string, text: string): RunRecord {
  const damaged = (found: string) =>
    new CheckpointError(`${where}: found ${found}, expected what eth train wrote. Train again, or use another run.`);
  const record = parseObject(text);
  if (record === undefined) throw damaged("no JSON object");
  if (record.format !== FORMAT) throw damaged(`the format ${JSON.stringify(record.format)} instead of "${FORMAT}"`);
  const config = asDamage(where, () => readEthConfig(where, record.config));
  const vote = asDamage(where, () => LabelVote.from(record.vote as LabelVoteState));
  const { trained, seconds, network, labels, test, curve } = record;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isCount(trained) || network !== networkFile(Number(trained))) throw damaged("no number of trained digits");
  if (!(typeof seconds === "number" && seconds >= 0)) throw damaged("no training time");
  if (vote.neurons !== config.neurons || vote.classes !== config.data.classes)
    throw damaged("a vote of another network");
  if (labels !== null && labels !== LABELS_FILE) throw damaged("an unknown file of labels");
  if (!isCurve(curve)) throw damaged("no accuracy curve");
  if (test !== null && !isTest(test, config.data.classes)) throw damaged("no result of a test");
  return record as unknown as RunRecord;
}

/** What is wrong with a value says what is wrong with the file. */
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

const areNumbers = (values: unknown): values is number[] => Array.isArray(values) && values.every(Number.isFinite);

function isCurve(value: unknown): boolean {
  const { examples, accuracy } = (value ?? {}) as Record<string, unknown>;
  return areNumbers(examples) && areNumbers(accuracy) && examples.length === accuracy.length;
}

function isTest(value: unknown, classes: number): boolean {
  const { digits, seconds, allActivity, proportionWeighted } = (value ?? {}) as Record<string, unknown>;
  const isConfusion = (counts: unknown): counts is Confusion => areNumbers(counts) && counts.length === classes ** 2;
  return areNumbers([digits, seconds]) && isConfusion(allActivity) && isConfusion(proportionWeighted);
}
