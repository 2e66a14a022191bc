import { SAVE_EVERY } from "../../eth/ethRun.js";
import { requeueTask } from "../../sweep/slurm.js";
import { workOn } from "../../sweep/worker.js";
import { STOPPED } from "../eth/train.js";

/** Does one run of a sweep; returns the exit code. */
export async function runWork(
  folder: string,
  name: string,
  { saveEvery = SAVE_EVERY, requeue }: { readonly saveEvery?: number; readonly requeue?: boolean },
): Promise<number> {
  const end = await workOn(folder, name, saveEvery, requeue ? requeueTask : undefined);
  console.log(`${name}: ${end}`);
  if (process.connected) process.disconnect();
  return { done: 0, taken: 0, failed: 1, stopped: STOPPED }[end];
}
