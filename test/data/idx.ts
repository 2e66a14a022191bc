import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DataError, InputError } from "../../src/errors.js";
import { rejected } from "../refused.js";

/** An IDX file of unsigned bytes, written from the format's description. */
export function idx(shape: readonly number[], values: Iterable<number>): Uint8Array {
  const header = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...header, ...values]);
}

/** Values 0, 1, 2 … 255, 0 … */
export const counting = (length: number, modulus = 256) => Array.from({ length }, (_, i) => i % modulus);

/** A folder for one test file, removed at its end. */
export function scratch() {
  const root = mkdtempSync(join(tmpdir(), "spiketensor-data-"));
  let made = 0;
  return {
    /** A new folder with these files. */
    folder(files: Record<string, Uint8Array>): string {
      const folder = mkdtempSync(join(root, `${made++}-`));
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A test split of `count` images of 3 × 2. */
export function small(count = 20) {
  return {
    "t10k-images-idx3-ubyte": idx([count, 3, 2], counting(count * 6)),
    "t10k-labels-idx1-ubyte": idx([count], counting(count, 10)),
  };
}

export const gzipped = (files: Record<string, Uint8Array>) =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));

export const refusedData = (run: () => Promise<unknown>, text: RegExp) => rejected(run, text, DataError);
export const refusedInput = (run: () => Promise<unknown>, text: RegExp) => rejected(run, text, InputError);
