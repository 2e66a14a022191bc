import { readFile } from "node:fs/promises";
import { CheckpointError } from "../errors.js";
import { writeWhole } from "../host/writeWhole.js";
import type { LabelAssignment } from "../learning/assignLabels.js";
import { digestOf } from "../simulate/checkpoint.js";
import { readSafetensors, safetensorsParts, type TensorFile } from "../simulate/safetensors.js";

const FORMAT = "spiketensor labels 1";

/** Writes `assignments` [neurons] and `rates` [neurons, classes] in the safetensors format. */
export async function writeLabels(path: string, { labels, rates }: LabelAssignment): Promise<void> {
  const tensors: TensorFile["tensors"] = new Map([
    ["assignments", { shape: [labels.length], data: labels }],
    ["rates", { shape: [labels.length, rates.length / labels.length], data: rates }],
  ]);
  const metadata = { format: FORMAT };
  const sha256 = digestOf({ metadata, tensors });
  await writeWhole(path, safetensorsParts({ metadata: { ...metadata, sha256 }, tensors }));
}

/** @throws CheckpointError for a file that is missing, damaged, or of another number of neurons or classes */
export async function readLabels(path: string, neurons: number, classes: number): Promise<LabelAssignment> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new CheckpointError(`${path}: cannot be read (${error.message}). Train again, or use another run.`);
  });
  const file = readSafetensors(path, bytes);
  const labels = file.tensors.get("assignments")?.data;
  const rates = file.tensors.get("rates")?.data;
  const isWhole = file.metadata.format === FORMAT && file.metadata.sha256 === digestOf(file);
  if (isWhole && labels instanceof Int32Array && rates instanceof Float32Array) {
    if (labels.length === neurons && rates.length === neurons * classes) return { labels, rates };
  }
  throw new CheckpointError(
    `${path}: found ${isWhole ? "labels of another network" : "a foreign or damaged file"}, expected the classes of ` +
      `${neurons} neurons. Train again, or use another run.`,
  );
}
