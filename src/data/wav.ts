import { DataError } from "../errors.js";
import type { Rank } from "../tfjs/tensor.js";
import { type WithTensor, withTensor } from "../tfjs/withTensor.js";
import type { Quantity } from "../units/quantity.js";
import { Hz } from "../units/units.js";
import { wholeFile } from "./wholeFile.js";

interface Samples {
  readonly rate: Quantity<"rate", number>;
  readonly frames: number;
  readonly channels: number;
  /** From −1 to 1, [frames, channels], row by row */
  readonly samples: Float32Array;
}

/** Sampled sound; its tensor is [frames, channels]. */
export type Sound = WithTensor<Samples, Rank.R2>;

type Reader = (view: DataView, at: number) => number;

/** By format (1: whole numbers, 3: floats) and number of bits. */
const READERS: Readonly<Record<string, Reader>> = {
  "1/8": (view, at) => (view.getUint8(at) - 128) / 128,
  "1/16": (view, at) => view.getInt16(at, true) / 2 ** 15,
  "1/24": (view, at) => (view.getUint16(at, true) + 65_536 * view.getInt8(at + 2)) / 2 ** 23,
  "1/32": (view, at) => view.getInt32(at, true) / 2 ** 31,
  "3/32": (view, at) => view.getFloat32(at, true),
  "3/64": (view, at) => view.getFloat64(at, true),
};

const EXTENSIBLE = 0xfffe;

/**
 * Reads a sound file in the WAVE format: PCM of 8, 16, 24 or 32 bits, or floats.
 * @throws DataError for a file that is missing, truncated, compressed or in another format, and for samples that are
 *   not finite
 * @see IBM & Microsoft (1991), Multimedia Programming Interface and Data Specifications 1.0
 */
export async function readWav(path: string): Promise<Sound> {
  const bytes = await wholeFile("readWav", path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => bytes.toString("latin1", at, at + 4);
  if (bytes.length < 12 || name(0) !== "RIFF" || name(8) !== "WAVE")
    throw new DataError(`${path}: is not a WAVE file.`);
  let format: { readonly kind: string; readonly channels: number; readonly rate: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [size, start] = [view.getUint32(at + 4, true), at + 8];
    if (start + size > bytes.length) {
      throw new DataError(
        `${path}: is truncated: its chunk "${name(at)}" has ${bytes.length - start} of ${size} bytes.`,
      );
    }
    if (name(at) === "fmt ") format = readFormat(path, view, start, size);
    if (name(at) === "data") {
      if (format === undefined) throw new DataError(`${path}: has data before its format. Get the file again.`);
      return readSamples(path, view, start, size, format);
    }
    at = start + size + (size % 2);
  }
  throw new DataError(`${path}: has no sound, expected a chunk "data". Get the file again.`);
}

function readFormat(path: string, view: DataView, at: number, size: number) {
  const isWhole = size >= 16;
  const declared = isWhole ? view.getUint16(at, true) : 0;
  const code = declared === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : declared;
  const kind = isWhole ? `${code}/${view.getUint16(at + 14, true)}` : "";
  const [channels, rate] = isWhole ? [view.getUint16(at + 2, true), view.getUint32(at + 4, true)] : [0, 0];
  if (Object.hasOwn(READERS, kind) && channels > 0 && rate > 0) return { kind, channels, rate };
  throw new DataError(
    `${path}: found the format/bits ${kind || "none"} with ${channels} channels at ${rate} Hz, expected PCM of 8, 16, 24 or ` +
      "32 bits, or floats. Convert the file.",
  );
}

function readSamples(
  path: string,
  view: DataView,
  start: number,
  size: number,
  { kind, channels, rate }: { readonly kind: string; readonly channels: number; readonly rate: number },
): Sound {
  const read = READERS[kind];
  const bytes = Number(kind.split("/")[1]) / 8;
  const frames = Math.floor(size / (bytes * channels));
  const samples = new Float32Array(frames * channels);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = read(view, start + i * bytes);
    if (!Number.isFinite(samples[i])) throw new DataError(`${path}: sample ${i} is ${samples[i]}, expected a number.`);
  }
  return withTensor<Samples, Rank.R2>({ rate: Hz(rate), frames, channels, samples }, (tf) =>
    tf.tensor2d(samples, [frames, channels]),
  );
}
