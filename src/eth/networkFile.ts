import { readFile } from "node:fs/promises";
import { CheckpointError } from "../errors.js";
import { readSafetensors } from "../simulate/safetensors.js";
import type { EthSimulation } from "./ethNetwork.js";

/** The digest that a checkpoint carries of itself: the identity of a trained network. */
export async function digestIn(path: string): Promise<string> {
  return readSafetensors(path, await readFile(path)).metadata.sha256 ?? "";
}

/**
 * Brings a simulation into the state of a checkpoint, which has to be the one that the record of its run was written for.
 * @throws CheckpointError for a file that cannot be read, is damaged, or is of another run
 */
export async function restoreFrom(sim: EthSimulation, path: string, sha256: string): Promise<void> {
  await sim.restore(path);
  if ((await digestIn(path)) === sha256) return;
  throw new CheckpointError(`${path}: found the network of another run. Bring the right file back, or train again.`);
}
