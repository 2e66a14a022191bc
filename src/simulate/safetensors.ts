import { CheckpointError } from "../errors.js";

export type TensorData = Float32Array | Float64Array | Int32Array;

interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const kinds = { F64: Float64Array, F32: Float32Array, I32: Int32Array } as const;
type Kind = keyof typeof kinds;

interface Entry {
  readonly dtype: Kind;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * The parts of a file in the safetensors format, in order: the length of the header in 8 bytes, the header as JSON, and
 * the numbers, little-endian and without gaps.
 * @see https://github.com/huggingface/safetensors#format
 */
export function* safetensorsParts({ metadata, tensors }: TensorFile): Generator<Uint8Array> {
  // Widest types first, so that all are aligned when the file is mapped into memory.
  const order = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = order.map(([name, { shape, data }]): [string, Entry] => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: kindOf(data), shape, data_offsets: [start, end] }];
  });
  const text = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  header.set(text);
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(header.length), true);
  yield new Uint8Array(length.buffer);
  yield header;
  for (const [, { data }] of order) yield bytesOf(data);
}

/** @throws CheckpointError for a file that is in another format, truncated, or has data of other types */
export function readSafetensors(where: string, bytes: Uint8Array): TensorFile {
  const foreign = (found: string) =>
    new CheckpointError(
      `${where}: found ${found}, expected a complete file in the safetensors format. Use another file.`,
    );
  if (bytes.length < 8) throw foreign(`${bytes.length} bytes`);
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (start > bytes.length) throw foreign(`${bytes.length} bytes, but a header that ends at byte ${start}`);
  const header = parseObject(new TextDecoder().decode(bytes.subarray(8, start)));
  if (!header) throw foreign("a header that is not a JSON object");
  const { __metadata__: metadata = {}, ...table } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string")) {
    throw foreign("metadata that is not text");
  }
  const data = bytes.subarray(start);
  let next = 0;
  const tensors = Object.entries(table).map(([name, entry]): [string, StoredTensor] => {
    if (!isEntry(entry)) throw foreign(`"${name}" without a known type, shape and position`);
    const { dtype, shape, data_offsets } = entry;
    const size = shape.reduce((product, n) => product * n, kinds[dtype].BYTES_PER_ELEMENT);
    if (data_offsets[0] !== next || data_offsets[1] !== next + size) throw foreign(`"${name}" at a wrong position`);
    next += size;
    if (next > data.length) throw foreign(`${data.length} bytes of numbers, but "${name}" ends at byte ${next}`);
    const { buffer } = new Uint8Array(data.subarray(next - size, next));
    return [name, { shape, data: new kinds[dtype](buffer) }];
  });
  if (next !== data.length) throw foreign(`${data.length} bytes of numbers instead of ${next}`);
  return { metadata: metadata as Record<string, string>, tensors: new Map(tensors) };
}

export const kindOf = (data: TensorData): Kind =>
  data instanceof Float64Array ? "F64" : data instanceof Float32Array ? "F32" : "I32";

export const bytesOf = (data: TensorData): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  return typeof dtype === "string" && dtype in kinds && areSizes(shape) && areSizes(offsets) && offsets.length === 2;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
