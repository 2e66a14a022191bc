import { type Executable, nothing, type Presentation, type PresentationResult } from "../backend/backend.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Plan } from "./presentation.js";

/** Presents each to a copy of the present state, which stays: at once where the backend can, else one by one. */
export async function sideBySide(
  executable: Executable,
  presentations: readonly Presentation[],
): Promise<readonly PresentationResult[]> {
  if (executable.presentMany) return executable.presentMany(presentations);
  // What a presentation begins with, once for all.
  await executable.present(nothing);
  const state = await executable.snapshot();
  const results: PresentationResult[] = [];
  try {
    for (const presentation of presentations) {
      const { counts, ...rest } = await executable.present(presentation);
      results.push({ ...rest, counts: new Map([...counts].map(([name, spikes]) => [name, spikes.slice()])) });
      await executable.restore(state);
    }
  } catch (error) {
    await executable.restore(state);
    throw error;
  }
  return results;
}

/** Whether the populations that have to spike have done so often enough. */
export const isEnough = ({ minSpikes }: Plan, { counts }: PresentationResult): boolean =>
  minSpikes.every(([name, least]) => sumOf(counts.get(name) ?? []) >= least);

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}

/** Trains that the encoders will not write over. */
export const copyTrains = (trains: ReadonlyMap<string, SpikeTrain>): ReadonlyMap<string, SpikeTrain> =>
  new Map([...trains].map(([name, t]) => [name, { ...t, offsets: t.offsets.slice(), indices: t.indices.slice() }]));
