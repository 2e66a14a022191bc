import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { binSteps, countMoments } from "./bins.js";

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
  const { bins, sums, squares } = countMoments(train, width);
  return sums.map((sum, j) => (squares[j] - sum ** 2 / bins) / (bins - 1) / (sum / bins));
}
