import type { PresentationResult } from "../backend/backend.js";
import type { Plan } from "./plan.js";

/** Whether the populations in `minSpikes` have fired enough spikes. */
export const isEnough = ({ minSpikes }: Plan, { counts }: PresentationResult): boolean =>
  minSpikes.every(([name, least]) => sumOf(counts.get(name) ?? []) >= least);

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i];
  return sum;
}
