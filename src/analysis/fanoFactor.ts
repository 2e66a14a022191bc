import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { binSteps } from "./bins.js";

/**
 * Fano factor of each neuron: variance / mean of its spike counts in consecutive windows, 1 for a Poisson process and 0
 * for a clock; NaN for a neuron that never spiked, [neurons].
 * @param window rounded to whole steps; at least two must fit in the train. An incomplete last window is left out.
 * @see Fano (1947), doi:10.1103/PhysRev.72.26
 * @throws InputError for a window that does not fit, and for a train without the length of its steps
 */
export function fanoFactor(train: SpikeTrain, window: Quantity<"time">): Float64Array {
  const where = "fanoFactor";
  const width = binSteps(`${where}, window`, window, train, trainStep(where, train), 2);
  const { neurons, offsets, indices } = train;
  const windows = Math.floor(train.steps / width);
  const [sums, squares] = [new Float64Array(neurons), new Float64Array(neurons)];
  const counts = new Float64Array(neurons);
  for (let b = 0; b < windows; b++) {
    const own = indices.subarray(offsets[b * width], offsets[(b + 1) * width]);
    for (const neuron of own) counts[neuron]++;
    for (const neuron of own) {
      sums[neuron] += counts[neuron];
      squares[neuron] += counts[neuron] ** 2;
      counts[neuron] = 0;
    }
  }
  return sums.map((sum, j) => (squares[j] - sum ** 2 / windows) / (windows - 1) / (sum / windows));
}
