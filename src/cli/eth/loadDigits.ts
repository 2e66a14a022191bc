import type { ImageDataset } from "../../data/imageDataset.js";
import { readData } from "../../eth/ethData.js";
import type { EthDigits } from "../../eth/ethPlan.js";
import { Meter } from "./meter.js";

/** Reads one split of a data set, downloading MNIST if it is not found. */
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

/** Both splits. */
export async function loadBoth(source: string): Promise<EthDigits> {
  return { train: await loadDigits(source, "train"), test: await loadDigits(source, "test") };
}
