import { marksKey, pendingKey, type Snapshot } from "../backend/backend.js";
import { CheckpointError, FileError } from "../errors.js";
import { sha256 } from "../host/digest.js";
import { packageVersion } from "../host/packageRoot.js";
import { readWhole } from "../host/readWhole.js";
import { writeWhole } from "../host/writeWhole.js";
import type { Program } from "../program/program.js";
import { difference, fingerprint, type PartPrint } from "./fingerprint.js";
import type { Running } from "./running.js";
import {
  bytesOf,
  isRecord,
  kindOf,
  readSafetensors,
  safetensorsParts,
  type TensorData,
  type TensorFile,
} from "./safetensors.js";

const FORMAT = "spiketensor checkpoint 1";

/** How many presentations a simulation has run, which addresses random numbers. */
export interface Shown {
  readonly presentations: number;
  /** Number of single steps since the last presentation. */
  readonly steps: number;
}

/**
 * Writes the whole state to one file in the safetensors format:
 *
 * - `exc.v`, `inputToExc.w` …: every variable, as stored; dense weights [pre, post];
 * - `pending/exc`: spikes in transit, [spikes, 2]; `marks/inputToExc`: weights to be normalized (see Snapshot);
 * - other names: entries that only this backend understands; the variables that they represent are also stored as plain
 *   values, named in the metadata, so that another backend can continue from them.
 *
 * @throws CheckpointError for a state with NaN, so that it does not replace a usable checkpoint
 */
export async function saveCheckpoint(path: string, running: Running, shown: Shown): Promise<void> {
  const { program, backend, executable } = running;
  const snapshot = await executable.snapshot();
  const data = new Map<string, TensorData>();
  const values: string[] = [];
  for (const name of program.fields.keys()) {
    const own = snapshot.get(name);
    if (own === undefined) values.push(name);
    data.set(name, own ?? (await executable.read(name)));
  }
  for (const [key, array] of snapshot) {
    if (!program.fields.has(key)) data.set(key, array);
  }
  for (const [name, array] of data) checkNumbers(`save, "${path}"`, name, array);
  const file = {
    metadata: {
      format: FORMAT,
      library: packageVersion(),
      backend,
      dt: String(program.dt),
      seed: String(program.seed),
      presentations: String(shown.presentations),
      steps: String(shown.steps),
      values: JSON.stringify(values),
      parts: JSON.stringify(fingerprint(program)),
    },
    tensors: new Map([...data].map(([name, array]) => [name, { shape: shapeOf(program, name, array), data: array }])),
  };
  await writeWhole(path, safetensorsParts({ ...file, metadata: { ...file.metadata, sha256: digestOf(file) } }));
}

/**
 * Reads a checkpoint for a network and backend.
 * @throws CheckpointError for a file that cannot be read, is damaged, or belongs to another network, step or seed
 */
export async function readCheckpoint(
  path: string,
  { program, backend, executable }: Running,
): Promise<Shown & { readonly snapshot: Snapshot }> {
  const where = `restore, "${path}"`;
  const bytes = await readWhole(path).catch((error: Error) => {
    if (error instanceof FileError) throw error;
    throw new CheckpointError(`${where}: cannot be read (${error.message}). Check the path.`);
  });
  const { metadata, tensors } = checkWhole(where, readSafetensors(where, bytes));
  for (const [what, own] of [
    ["dt", program.dt],
    ["seed", program.seed],
  ] as const) {
    if (metadata[what] === String(own)) continue;
    throw new CheckpointError(`${where}: found the ${what} ${metadata[what]}, expected ${own}. Compile with the same.`);
  }
  const [presentations, steps] = [Number(metadata.presentations), Number(metadata.steps)];
  const { parts, values } = { parts: parsed(metadata.parts), values: parsed(metadata.values) };
  const isSound =
    /^\d+$/.test(metadata.presentations ?? "") &&
    Number.isSafeInteger(presentations) &&
    /^\d+$/.test(metadata.steps ?? "") &&
    Number.isSafeInteger(steps) &&
    isPrints(parts) &&
    Array.isArray(values) &&
    values.every((name) => typeof name === "string");
  if (!isSound) {
    throw new CheckpointError(
      `${where}: found a description of the network that save() does not write. Use a file that save() wrote.`,
    );
  }
  const differs = difference(parts, fingerprint(program));
  if (differs) throw new CheckpointError(`${where}: found ${differs}. Use a checkpoint of this network.`);

  const isSame = metadata.backend === backend;
  const leftOut = new Set<string>(isSame ? values : []);
  const snapshot = new Map<string, TensorData>();
  for (const [name, { data }] of tensors) {
    checkNumbers(where, name, data);
    const isPlain = program.fields.has(name) || isPending(name) || isMarks(name);
    if ((isPlain || isSame) && !leftOut.has(name)) snapshot.set(name, data);
  }
  await checkSnapshot(where, snapshot, program, isSame ? await executable.snapshot() : undefined);
  return { snapshot, presentations, steps };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/** Whether it is a result of {@link fingerprint}. */
const isPrints = (value: unknown): value is Record<string, PartPrint> =>
  isRecord(value) &&
  Object.values(value).every(
    (print) => isRecord(print) && ["what", "rule"].every((name) => typeof print[name] === "string"),
  );

const isPending = (key: string): boolean => key.startsWith(pendingKey(""));
const isMarks = (key: string): boolean => key.startsWith(marksKey(""));

function shapeOf({ fields }: Program, name: string, { length }: TensorData): readonly number[] {
  return isPending(name) ? [length / 2, 2] : (fields.get(name)?.shape ?? [length]);
}

/** Digest of the whole content except the digest itself, independent of the order in the file. */
export function digestOf({ metadata, tensors }: TensorFile): string {
  const { sha256: _, ...rest } = metadata;
  const parts: (string | Uint8Array)[] = [JSON.stringify(Object.entries(rest).sort())];
  for (const name of [...tensors.keys()].sort()) {
    const tensor = tensors.get(name);
    if (!tensor) continue;
    parts.push(JSON.stringify([name, kindOf(tensor.data), tensor.shape]), bytesOf(tensor.data));
  }
  return sha256(parts);
}

function checkWhole(where: string, file: TensorFile): TensorFile {
  const { format, sha256 } = file.metadata;
  if (format !== FORMAT) {
    const found = format === undefined ? "another kind of file" : `the format "${format}"`;
    throw new CheckpointError(`${where}: found ${found}, expected "${FORMAT}". Use a file that save() wrote.`);
  }
  if (sha256 === digestOf(file)) return file;
  throw new CheckpointError(`${where}: found a damaged file: its SHA-256 is wrong. Use another checkpoint.`);
}

function checkNumbers(where: string, name: string, data: TensorData): void {
  const at = data.findIndex(Number.isNaN);
  if (at < 0) return;
  throw new CheckpointError(
    `${where}: found NaN in "${name}" at ${at}, expected numbers. Return to a state without NaN.`,
  );
}

/** Checks sizes and indices, so that the backend can use the snapshot without further checks. */
async function checkSnapshot(where: string, snapshot: Snapshot, program: Program, own?: Snapshot): Promise<void> {
  const sizes = new Map<string, number>();
  for (const { name, domain } of program.fields.values()) sizes.set(name, domain.size);
  const expected = own ? [...own].map(([key, { length }]) => [key, sizes.get(key) ?? length] as const) : [...sizes];
  for (const [key, size] of expected) {
    const found = snapshot.get(key)?.length;
    if (found === size || isPending(key)) continue;
    throw new CheckpointError(`${where}, "${key}": found ${found ?? "no"} values, expected ${size}. Use another file.`);
  }
  for (const [key, marks] of snapshot) {
    if (!isMarks(key)) continue;
    const projection = program.projections.find((p) => p.normalization && marksKey(p.name) === key);
    if (marks.length === projection?.normalization?.groups && marks.every((mark) => mark === 0 || mark === 1)) continue;
    throw new CheckpointError(`${where}, "${key}": found marks that this network does not have. Use another file.`);
  }
  for (const [key, pairs] of snapshot) {
    if (!isPending(key)) continue;
    const population = key.slice(pendingKey("").length);
    const spiking = [...program.sources, ...program.populations].find((p) => p.name === population);
    const { size, longestDelay } = spiking ?? { size: 0, longestDelay: 0 };
    const isInside = (value: number, i: number) =>
      Number.isInteger(value) && (i % 2 === 0 ? value >= 1 && value <= longestDelay : value >= 0 && value < size);
    if (pairs.length % 2 === 0 && pairs.every(isInside)) continue;
    throw new CheckpointError(`${where}, "${key}": found spikes that cannot be on their way. Use another file.`);
  }
}
