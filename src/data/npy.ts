import { DataError } from "../errors.js";
import { GREATEST_EXPANSION } from "./deflate.js";
import { halfFloat } from "./halfFloat.js";
import { type NumberArray, type NumberList, numberArray } from "./numberArray.js";
import { wholeFile } from "./wholeFile.js";

/** How a number is read from a file, and the array type for it. */
interface NumberType {
  readonly bytes: number;
  readonly make: (count: number) => NumberList;
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

const TYPES: Readonly<Record<string, NumberType>> = {
  b1: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, make: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, make: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, make: (n) => new Uint16Array(n), read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  i2: { bytes: 2, make: (n) => new Int16Array(n), read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  u4: { bytes: 4, make: (n) => new Uint32Array(n), read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  i4: { bytes: 4, make: (n) => new Int32Array(n), read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  // As float64, which is exact for whole numbers up to 2⁵³.
  u8: {
    bytes: 8,
    make: (n) => new Float64Array(n),
    read: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)),
  },
  i8: {
    bytes: 8,
    make: (n) => new Float64Array(n),
    read: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)),
  },
  f2: {
    bytes: 2,
    make: (n) => new Float32Array(n),
    read: (view, at, isLittle) => halfFloat(view.getUint16(at, isLittle)),
  },
  f4: { bytes: 4, make: (n) => new Float32Array(n), read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f8: { bytes: 8, make: (n) => new Float64Array(n), read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
};

const MAGIC = "\x93NUMPY";

/**
 * Reads an array written by NumPy's `numpy.save`: whole numbers, floats or booleans; 64-bit whole numbers become
 * float64.
 * @throws DataError for a file that is missing, truncated, damaged or in another format, and for values of another kind
 * @see NumPy Enhancement Proposal 1, A simple file format for NumPy arrays
 */
export async function readNpy(path: string): Promise<NumberArray> {
  return parseNpy(path, await wholeFile("readNpy", path));
}

/**
 * Reads the arrays written by NumPy's `numpy.savez` or `savez_compressed`, by name.
 * @throws DataError for a file that is missing, truncated, damaged or in another format, and for values of another kind
 */
export async function readNpz(path: string): Promise<ReadonlyMap<string, NumberArray>> {
  const bytes = await wholeFile("readNpz", path);
  if (bytes.readUInt16BE(0) !== 0x504b)
    throw new DataError(`${path}: is not a ZIP file, expected one with arrays in it.`);
  const isPossible = (size: number): boolean => {
    if (size <= bytes.length * GREATEST_EXPANSION) return true;
    throw new RangeError(`${size} bytes cannot come out of ${bytes.length}`);
  };
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    const { unzipSync } = await import("fflate");
    files = unzipSync(bytes, { filter: ({ name, originalSize }) => name.endsWith(".npy") && isPossible(originalSize) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${path}: is damaged or truncated (${reason}). Get the file again.`);
  }
  // fflate does not look at them.
  const { crc32 } = process.getBuiltinModule("node:zlib");
  for (const [name, sum] of checksums(bytes)) {
    const content = files[name];
    if (content && crc32(content) !== sum) {
      throw new DataError(`${path}, ${name}: is damaged (its checksum is wrong). Get the file again.`);
    }
  }
  const arrays = Object.entries(files);
  if (arrays.length === 0) throw new DataError(`${path}: has no array in it, expected names that end in .npy.`);
  return new Map(arrays.map(([name, content]) => [name.slice(0, -4), parseNpy(`${path}, ${name}`, content)]));
}

/**
 * The CRC-32 of each file in a ZIP archive, from its directory, which fflate has read before.
 * @see APPNOTE.TXT, .ZIP File Format Specification 6.3.10, sections 4.3.12 (central directory) and 4.3.16 (its end)
 */
function checksums(bytes: Buffer): Map<string, number> {
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const found = new Map<string, number>();
  let at = end < 0 ? bytes.length : bytes.readUInt32LE(end + 16);
  while (at + 46 <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50) {
    const isUtf8 = (bytes.readUInt16LE(at + 8) & 0x800) !== 0;
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    found.set(bytes.toString(isUtf8 ? "utf8" : "latin1", at + 46, at + 46 + name), bytes.readUInt32LE(at + 16));
    at += 46 + name + extra + comment;
  }
  return found;
}

function parseNpy(where: string, bytes: Uint8Array): NumberArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes.length < 12 || text(0, 6) !== MAGIC) throw new DataError(`${where}: is not a NumPy array (.npy).`);
  const isShort = bytes[6] === 1;
  const start = isShort ? 10 : 12;
  const end = start + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length || end - start > 65_536) throw new DataError(`${where}: has a truncated header.`);
  const header = text(start, end);
  const [, order, kind] = /'descr':\s*'([<>|=])(\w+)'/.exec(header) ?? [];
  const type = Object.hasOwn(TYPES, kind ?? "") ? TYPES[kind] : undefined;
  if (type === undefined) {
    const found = /'descr':\s*([^,]*)/.exec(header)?.[1] ?? "none";
    throw new DataError(`${where}: found values of the type ${found.slice(0, 60)}, expected whole numbers or floats.`);
  }
  const sizes = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  const isFortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  if (sizes === undefined || isFortran === undefined) throw new DataError(`${where}: has a damaged header.`);
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!(end + count * type.bytes === bytes.length)) {
    throw new DataError(
      `${where}: has ${bytes.length - end} bytes of values, expected ${count * type.bytes} for the shape [${shape.join(", ")}]. ` +
        "Get the file again.",
    );
  }
  const data = type.make(count);
  const place = isFortran === "True" ? fortranPlace(shape) : (i: number) => i;
  for (let i = 0; i < count; i++) data[i] = type.read(view, end + place(i) * type.bytes, order !== ">");
  if (kind.endsWith("8") && kind !== "f8") checkWhole(where, data);
  return numberArray(shape, data);
}

/** The position in column-major order of the i-th element in row-major order. */
function fortranPlace(shape: readonly number[]): (i: number) => number {
  return (i) => {
    let [rest, place] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const before = shape.slice(0, axis).reduce((product, size) => product * size, 1);
      place += (rest % shape[axis]) * before;
      rest = Math.floor(rest / shape[axis]);
    }
    return place;
  };
}

function checkWhole(where: string, data: NumberList): void {
  const wrong = data.findIndex((value) => !Number.isSafeInteger(value));
  if (wrong >= 0) throw new DataError(`${where}: value ${wrong} is beyond 2^53, expected numbers that float64 holds.`);
}
