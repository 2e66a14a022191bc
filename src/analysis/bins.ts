import { InputError } from "../errors.js";
import type { SpikeTrain, TrainShape } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/**
 * A bin of time as whole steps of `dt` ms.
 * @param least number of bins that must fit in the train
 * @throws InputError for a bin shorter than a step, or too long
 */
export function binSteps(
  where: string,
  bin: Quantity<"time">,
  { steps }: TrainShape,
  dt: number,
  least: number,
): number {
  const length = valueIn(where, bin, ms, "ms(5)");
  const width = Math.round(length / dt);
  if (width >= 1 && width * least <= steps) return width;
  throw new InputError(`${where}: found ${length} ms, expected from ${dt} to ${Math.floor(steps / least) * dt} ms.`);
}

/** Sums over whole bins of each neuron's spike counts, and of their squares, [neurons]. */
export function countMoments({ steps, neurons, offsets, indices }: SpikeTrain, width: number) {
  const bins = Math.floor(steps / width);
  const [sums, squares, counts] = [0, 0, 0].map(() => new Float64Array(neurons));
  for (let b = 0; b < bins; b++) {
    const own = indices.subarray(offsets[b * width], offsets[(b + 1) * width]);
    for (const neuron of own) counts[neuron]++;
    for (const neuron of own) {
      sums[neuron] += counts[neuron];
      squares[neuron] += counts[neuron] ** 2;
      counts[neuron] = 0;
    }
  }
  return { bins, sums, squares };
}
