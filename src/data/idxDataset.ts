import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { checkText } from "../check/text.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { DataError, InputError } from "../errors.js";
import { readIdx } from "./idxFile.js";
import { ImageDataset } from "./imageDataset.js";

export type Split = "train" | "test";

/** Names of the two files of each split, as used by MNIST and its successors. */
export const IDX_FILES = {
  train: { images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
  test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
} as const satisfies Record<Split, { images: string; labels: string }>;

export interface IdxDatasetOptions {
  /** Number of classes, at most 256; labels are 0 … classes − 1. Default: 10. */
  readonly classes?: number;
  /** Number of examples, from the first on. Default: all. */
  readonly limit?: number;
}

const OPTIONS = optionsOf<IdxDatasetOptions>({ classes: true, limit: true });

/** A label is a byte. */
const MOST_CLASSES = 256;

/** Checksums of the two files: SHA-256 of the uncompressed content. */
interface Checksums {
  readonly images: string;
  readonly labels: string;
}

/** The path of the file in the folder, plain or with `.gz`. */
export async function findIdx(folder: string, name: string): Promise<string | undefined> {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    ) {
      return path;
    }
  }
  return undefined;
}

/**
 * A data set in MNIST's format: a folder with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the same with
 * `t10k-` for the test set, each plain or with `.gz`. Fashion-MNIST, KMNIST and others use it.
 *
 * ```ts
 * const clothes = await idxDataset("/usr/share/datasets/fashion-mnist", "train", { limit: 10_000 });
 * ```
 * @throws DataError if a file is missing, truncated, damaged or in another format, the files do not belong together, or
 *   a label is out of range
 * @throws InputError for an unknown split, or a limit that exceeds the number of examples
 */
export async function idxDataset(folder: string, split: Split, options: IdxDatasetOptions = {}): Promise<ImageDataset> {
  return readDataset("idxDataset", folder, split, options);
}

/** @param where the function that the user called, for error messages */
export async function readDataset(
  where: string,
  folder: string,
  split: Split,
  options: IdxDatasetOptions,
  checksums?: Checksums,
): Promise<ImageDataset> {
  checkSplit(where, split);
  checkText(`${where}, folder`, folder, "data/fashion-mnist");
  checkOptions(where, options, OPTIONS, { example: "{ limit: 1000 }" });
  const { limit, classes = 10 } = options;
  wholeNumber(`${where}, classes`, classes, 1, MOST_CLASSES);
  if (limit !== undefined) wholeNumber(`${where}, limit`, limit, 1);
  const [imagesPath, labelsPath] = [
    await locate(where, folder, split, "images"),
    await locate(where, folder, split, "labels"),
  ];
  // The small file first: problems with it are reported before the large one is read.
  const labels = await readIdx(labelsPath, { rank: 1, limit, sha256: checksums?.labels });
  const images = await readIdx(imagesPath, { rank: 3, limit, sha256: checksums?.images });
  const [size, rows, columns] = images.shape;
  if (size !== labels.shape[0]) {
    throw new DataError(
      `${where}: ${size} images in ${imagesPath}, but ${labels.shape[0]} labels in ${labelsPath}. ` +
        "The files do not belong together.",
    );
  }
  if (limit !== undefined && limit > size) {
    throw new InputError(
      `${where}, limit: found ${limit}, but ${imagesPath} has ${size} examples. Leave it out for all.`,
    );
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DataError(
      `${labelsPath}: label ${wrong} is ${labels.data[wrong]}, expected 0 to ${classes - 1}. ` +
        "Delete the file if it is damaged, or state the number of classes.",
    );
  }
  return new ImageDataset(images.data, labels.data, rows, columns, classes, resolve(folder));
}

export function checkSplit(where: string, split: unknown): asserts split is Split {
  if (split === "train" || split === "test") return;
  throw new InputError(`${where}: found the split ${nameOf(split)}, expected "train" or "test".`);
}

/** @see https://github.com/zalandoresearch/fashion-mnist */
const FASHION =
  "Fashion-MNIST has four files, train- and t10k- with images-idx3-ubyte.gz and labels-idx1-ubyte.gz: put those of " +
  "github.com/zalandoresearch/fashion-mnist into this folder, or, on Debian and Ubuntu, apt install dataset-fashion-mnist " +
  "and name /usr/share/datasets/fashion-mnist.";

async function locate(where: string, folder: string, split: Split, kind: "images" | "labels"): Promise<string> {
  const name = IDX_FILES[split][kind];
  const path = await findIdx(folder, name);
  if (path !== undefined) return path;
  const hint = /fashion/i.test(folder) ? ` ${FASHION}` : "";
  throw new DataError(`${where}: there is no ${name} and no ${name}.gz in ${resolve(folder)}.${hint}`);
}
