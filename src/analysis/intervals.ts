import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import { sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";

/** Times between the spikes of one neuron. */
export type Intervals = Quantity<"time", Float64Array>;

/**
 * The times between consecutive spikes of each neuron, [neurons][spikes − 1].
 * @throws InputError for a train without the length of its steps
 */
export function spikeIntervals(train: SpikeTrain): Intervals[] {
  const dt = trainStep("spikeIntervals", train);
  const last = new Int32Array(train.neurons).fill(-1);
  const found = Array.from({ length: train.neurons }, (): number[] => []);
  for (let k = 0; k < train.steps; k++) {
    for (const neuron of train.indices.subarray(train.offsets[k], train.offsets[k + 1])) {
      if (last[neuron] >= 0) found[neuron].push((k - last[neuron]) * dt);
      last[neuron] = k;
    }
  }
  return found.map((intervals) => ms(intervals));
}

/**
 * Coefficient of variation of each neuron's intervals: standard deviation / mean, 1 for a Poisson process and 0 for a
 * clock, NaN for fewer than two intervals, [neurons].
 * @throws InputError unless it is a list of times for each neuron
 */
export function variation(intervals: readonly Intervals[]): Float64Array {
  const where = "variation, intervals";
  if (!Array.isArray(intervals)) {
    throw new InputError(`${where}: found ${nameOf(intervals)}, expected the result of spikeIntervals(…).`);
  }
  return Float64Array.from(intervals as readonly unknown[], (given, j) => {
    const own = timesIn(`${where}[${j}]`, given);
    if (own.length < 2) return Number.NaN;
    const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
    const variance = own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (own.length - 1);
    return Math.sqrt(variance) / mean;
  });
}

function timesIn(where: string, intervals: unknown): Float64Array {
  if (intervals instanceof Quantity && intervals.value instanceof Float64Array && isTime(intervals))
    return intervals.value;
  throw new InputError(`${where}: found ${nameOf(intervals)}, expected the times of one neuron, ms([…]).`);
}

const isTime = ({ dimension }: Quantity): boolean => sameDimension(dimension, ms(1).dimension);
