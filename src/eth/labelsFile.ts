import { readFile } from "node:fs/promises";
import { CheckpointError } from "../errors.js";
import { writeWhole } from "../host/writeWhole.js";
import type { LabelAssignment } from "../learning/assignLabels.js";
import { digestOf } from "../simulate/checkpoint.js";
import { readSafetensors, safetensorsParts, type TensorFile } from "../simulate/safetensors.js";

const FORMAT = "spiketensor labels 2";

/** What labels must match. */
export interface Labeled {
  readonly neurons: number;
  readonly classes: number;
  /** SHA-256 of the checkpoint with the network whose neurons are labeled. */
  readonly network: string;
}

/**
 * Writes `assignments` [neurons] and `rates` [neurons, classes] in the safetensors format.
 * @param network SHA-256 of the checkpoint that they belong to
 */
export async function writeLabels(path: string, assignment: LabelAssignment, network: string): Promise<void> {
  const { labels, rates } = assignment;
  const tensors: TensorFile["tensors"] = new Map([
    ["assignments", { shape: [labels.length], data: labels }],
    ["rates", { shape: [labels.length, rates.length / labels.length], data: rates }],
  ]);
  const metadata = { format: FORMAT, network };
  const sha256 = digestOf({ metadata, tensors });
  await writeWhole(path, safetensorsParts({ metadata: { ...metadata, sha256 }, tensors }));
}

/** @throws CheckpointError for a file that is missing or damaged, and for labels of another network or invalid ones */
export async function readLabels(path: string, { neurons, classes, network }: Labeled): Promise<LabelAssignment> {
  const refuse = (found: string) =>
    new CheckpointError(
      `${path}: found ${found}, expected the classes of ${neurons} neurons. Train again, or use another run.`,
    );
  const bytes = await readFile(path).catch((error: Error) => {
    throw new CheckpointError(`${path}: cannot be read (${error.message}). Train again, or use another run.`);
  });
  const file = readSafetensors(path, bytes);
  const { format, sha256, network: own } = file.metadata;
  if (format !== FORMAT || sha256 !== digestOf(file)) throw refuse("a damaged file, or another format");
  if (own !== network) throw refuse("labels of another run");
  const labels = file.tensors.get("assignments")?.data;
  const rates = file.tensors.get("rates")?.data;
  if (!(labels instanceof Int32Array && labels.length === neurons)) throw refuse("another number of assignments");
  if (!(rates instanceof Float32Array && rates.length === neurons * classes)) throw refuse("another number of rates");
  const label = labels.find((c) => c < -1 || c >= classes);
  if (label !== undefined) throw refuse(`the class ${label}, which is not one of ${classes}`);
  const rate = rates.find((r) => !(r >= 0 && r < Number.POSITIVE_INFINITY));
  if (rate !== undefined) throw refuse(`the rate ${rate}`);
  return { labels, rates };
}
