import type { ImageDataset } from "../../data/imageDataset.js";
import { readData } from "../../eth/ethData.js";
import type { EthDigits } from "../../eth/ethPlan.js";
import { Meter } from "./meter.js";

/** Reads one part of a data set, and downloads MNIST where it is nowhere. */
export async function loadDigits(source: string, split: "train" | "test"): Promise<ImageDataset> {
  let meter: Meter | undefined;
  const onProgress = ({ received, total }: { received: number; total: number }) => {
    meter ??= new Meter(`downloading ${source} (${split})`, total, "bytes");
    meter.update(received);
  };
  const digits = await readData(source, split, { onProgress });
  meter?.end();
  return digits;
}

/** Both parts. */
export async function loadBoth(source: string): Promise<EthDigits> {
  return { train: await loadDigits(source, "train"), test: await loadDigits(source, "test") };
}
