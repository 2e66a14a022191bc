import { resolve } from "node:path";
import { idxDataset, type Split } from "../data/idxDataset.js";
import type { ImageDataset } from "../data/imageDataset.js";
import { type DownloadProgress, mnist } from "../data/mnist.js";
import { sha256 } from "../host/digest.js";

interface DataOptions {
  readonly limit?: number;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** Stands for MNIST in place of a folder. */
export const MNIST = "mnist";

/** The name under which a run records the source of its data. */
export const dataSource = (folder: string | undefined): string => (folder === undefined ? MNIST : resolve(folder));

/** MNIST, or a data set of the same format in a folder. */
export async function readData(source: string, split: Split, options: DataOptions): Promise<ImageDataset> {
  return source === MNIST ? mnist(split, options) : idxDataset(source, split, { limit: options.limit });
}

/** Digest of the images and labels of the first examples. */
export function digestOfData(digits: ImageDataset, examples: number): string {
  const { images, labels } = digits.slice(0, examples);
  return sha256([images, labels]);
}
