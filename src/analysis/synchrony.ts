import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { binSteps, countMoments } from "./bins.js";

/**
 * The synchrony of a population's spikes:
 *
 *   χ = √(variance of the population's mean count / mean variance of the neurons' counts),
 *
 * over bins of time: 1 if all neurons spike alike, about 1/√neurons if they are independent; NaN if no count varies.
 * @param bin rounded to whole steps; at least two must fit in the train. An incomplete last bin is left out.
 * @see Golomb & Rinzel (1994), doi:10.1016/0167-2789(94)90214-3; Golomb (2007), Neuronal synchrony measures,
 *   Scholarpedia
 * @throws InputError for a bin that does not fit, and for a train without the length of its steps
 */
export function synchrony(train: SpikeTrain, bin: Quantity<"time">): number {
  const where = "synchrony";
  const width = binSteps(`${where}, bin`, bin, train, trainStep(where, train), 2);
  const { neurons, offsets } = train;
  const { bins, sums, squares } = countMoments(train, width);
  let squareOfAll = 0;
  for (let b = 0; b < bins; b++) squareOfAll += ((offsets[(b + 1) * width] - offsets[b * width]) / neurons) ** 2;
  const mean = offsets[bins * width] / neurons / bins;
  const ofAll = squareOfAll / bins - mean ** 2;
  const ofEach = squares.reduce((sum, square, j) => sum + square / bins - (sums[j] / bins) ** 2, 0) / neurons;
  return ofEach > 0 ? Math.sqrt(Math.max(0, ofAll) / ofEach) : Number.NaN;
}
