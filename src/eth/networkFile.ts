import { readFile } from "node:fs/promises";
import { CheckpointError } from "../errors.js";
import { readSafetensors } from "../simulate/safetensors.js";
import type { EthSimulation } from "./ethNetwork.js";

/** The digest in a checkpoint of itself, which identifies a trained network. */
export async function digestIn(path: string): Promise<string> {
  return readSafetensors(path, await readFile(path)).metadata.sha256 ?? "";
}

/**
 * Restores a simulation from a checkpoint, which must be the one that the record of its run was written for.
 * @throws CheckpointError for a file that cannot be read, is damaged, or belongs to another run
 */
export async function restoreFrom(sim: EthSimulation, path: string, sha256: string): Promise<void> {
  await sim.restore(path);
  if ((await digestIn(path)) === sha256) return;
  throw new CheckpointError(`${path}: found the network of another run. Restore the right file, or train again.`);
}
