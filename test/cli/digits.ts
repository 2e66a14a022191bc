import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIDE = 6;
const CLASSES = 10;

/** A folder that goes away with the process's temporary files. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "spiketensor-eth-"));

/**
 * A small data set in MNIST's form: class c lights three pixels in a row of its own, and one more pixel that changes.
 * Its images are of 6 × 6 pixels.
 */
export function writeDigits(folder: string, sizes: { train: number; test: number }): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, size] of [
    ["train", sizes.train],
    ["t10k", sizes.test],
  ] as const) {
    const images = new Uint8Array(size * SIDE * SIDE);
    const labels = Uint8Array.from({ length: size }, (_, i) => (i * 7) % CLASSES);
    labels.forEach((label, i) => {
      const start = i * SIDE * SIDE;
      images.fill(255, start + label * 3, start + label * 3 + 3);
      images[start + 30 + (i % 6)] = 128;
    });
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx([size, SIDE, SIDE], images));
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx([size], labels));
  }
  return folder;
}

function idx(shape: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  return Buffer.concat([header, data]);
}
