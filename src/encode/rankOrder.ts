import { checkOptions, optionsOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { stepLength } from "../check/stepLength.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, checkTrain, type SpikeTrain, trainOf } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";

export interface RankOrderOptions {
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Time between ranks; one step by default. */
  readonly interval?: Quantity<"time">;
}

const OPTIONS = optionsOf<RankOrderOptions>({ dt: true, interval: true });

/**
 * Rank order code: the largest value spikes at once, the next one an `interval` later, and so on; only the order
 * matters. Equal values have the same rank and spike together. A value of 0 is silent.
 *
 * @param values from 0, [neurons]
 * @returns a spike train [steps, neurons] that ends with the last rank
 * @throws InputError for negative values, and for invalid times
 * @see Thorpe & Gautrais (1998), Rank order coding, doi:10.1007/978-1-4615-4831-7_19
 */
export function rankOrderSpikes(values: Numbers, options: RankOrderOptions): SpikeTensor {
  const where = "rankOrderSpikes";
  checkOptions(where, options, OPTIONS, { example: "{ dt: ms(0.5) }" });
  const { dt, interval = dt } = options;
  const apart = readSteps(`${where}, interval`, interval, stepLength(where, dt), 1);
  const given = readNumbers(`${where}, values`, values);
  const wrong = given.findIndex((value) => value < 0);
  if (wrong >= 0) throw new InputError(`${where}, values[${wrong}]: found ${given[wrong]}, expected a number from 0.`);
  const levels = [...new Set(given.filter((value) => value > 0))].sort((a, b) => b - a);
  const rankOf = new Map(levels.map((value, rank) => [value, rank]));
  const [at, who]: number[][] = [[], []];
  for (const [neuron, value] of given.entries()) {
    const rank = rankOf.get(value);
    if (rank === undefined) continue;
    at.push(rank * apart);
    who.push(neuron);
  }
  const shape = { steps: Math.max(0, levels.length - 1) * apart + 1, neurons: given.length, dt };
  checkShape(where, shape);
  return spikeTensor(trainOf(shape, Int32Array.from(at), Int32Array.from(who)));
}

/**
 * The contribution of each neuron by the rank of its first spike: modulationʳ for rank r = 0, 1, …; 0 for a silent
 * neuron. Its product with weights is the activation of Thorpe & Gautrais' decoder, largest if the weights have the
 * order of the spikes.
 *
 * @param options `modulation`: the factor from each rank to the next, between 0 and 1
 * @returns [neurons]
 * @throws InputError for anything but a spike train, and for a modulation out of range
 * @see Thorpe & Gautrais (1998), Rank order coding, doi:10.1007/978-1-4615-4831-7_19
 */
export function decodeRankOrder(train: SpikeTrain, options: { readonly modulation: number }): Float64Array {
  const where = "decodeRankOrder";
  checkOptions(where, options, ["modulation"], { example: "{ modulation: 0.9 }" });
  const modulation = realNumber(`${where}, modulation`, options.modulation, { least: 0, above: true });
  if (modulation >= 1) throw new InputError(`${where}, modulation: found ${modulation}, expected a number below 1.`);
  const { steps, neurons, offsets, indices } = checkTrain(where, train);
  const shares = new Float64Array(neurons);
  let share = 1;
  for (let k = 0; k < steps; k++) {
    const first = indices.subarray(offsets[k], offsets[k + 1]).filter((neuron) => shares[neuron] === 0);
    for (const neuron of first) shares[neuron] = share;
    if (first.length > 0) share *= modulation;
  }
  return shares;
}
