import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { binSteps } from "./bins.js";

export interface CorrelogramOptions {
  /** The two neurons: lags are from the first to the second. Equal ones give the autocorrelogram. */
  readonly neurons: readonly [from: number, to: number];
  /** The longest lag, in either direction. */
  readonly longest: Quantity<"time">;
  /** Width of a bin, rounded to whole steps; one step by default. */
  readonly bin?: Quantity<"time">;
}

const OPTIONS = optionsOf<CorrelogramOptions>({ neurons: true, longest: true, bin: true });
const MOST_BINS = 2 ** 20;

/** Counts of pairs of spikes by lag. */
export interface Correlogram {
  /** Middle of each bin, negative where the second neuron comes first, [bins] */
  readonly lags: Quantity<"time", Float64Array>;
  /** Pairs of spikes, [bins] */
  readonly counts: Float64Array;
  /** Mean number of pairs if both neurons spike as often, at independent times, [bins] */
  readonly expected: Float64Array;
}

/**
 * The correlogram of two neurons: counts of pairs of spikes by lag, in bins around 0. An autocorrelogram leaves out
 * pairs of a spike with itself.
 * @see Perkel, Gerstein & Moore (1967), doi:10.1016/S0006-3495(67)86597-4
 * @throws InputError for neurons, lags and bins that do not fit, and for a train without the length of its steps
 */
export function correlogram(train: SpikeTrain, options: CorrelogramOptions): Correlogram {
  const where = "correlogram";
  checkOptions(where, options, OPTIONS, { example: "{ neurons: [0, 1], longest: ms(50), bin: ms(1) }" });
  const dt = trainStep(where, train);
  const width = options.bin === undefined ? 1 : binSteps(`${where}, bin`, options.bin, train, dt, 1);
  const { neurons, longest } = options;
  if (!Array.isArray(neurons) || neurons.length !== 2) {
    throw new InputError(`${where}, neurons: found ${nameOf(neurons)}, expected two, such as [0, 1].`);
  }
  const [from, to] = neurons.map((neuron, i) => wholeNumber(`${where}, neurons[${i}]`, neuron, 0, train.neurons - 1));
  const farthest = valueIn(`${where}, longest`, longest, ms, "ms(50)");
  // Whole bins on either side of the central one.
  const aside = Math.floor(farthest / dt / width + 1e-9);
  if (!(aside >= 0 && 2 * aside + 1 <= MOST_BINS && aside * width < train.steps)) {
    throw new InputError(`${where}, longest: found ${farthest} ms, expected from 0 to ${(train.steps - 1) * dt} ms.`);
  }
  const [first, second] = [timesOf(train, from), timesOf(train, to)];
  const counts = new Float64Array(2 * aside + 1);
  // A bin has `width` whole lags; if that is even, its middle is to the left of the center.
  const low = -aside * width - Math.floor(width / 2);
  const high = low + counts.length * width;
  let begin = 0;
  for (const at of first) {
    while (begin < second.length && second[begin] - at < low) begin++;
    for (let s = begin; s < second.length && second[s] - at < high; s++) {
      if (from !== to || second[s] !== at) counts[Math.floor((second[s] - at - low) / width)]++;
    }
  }
  const { steps } = train;
  // That two given steps both have a spike. A neuron's second spike is in one of the other steps.
  const chance =
    from === to
      ? (first.length / steps) * ((first.length - 1) / Math.max(1, steps - 1))
      : (first.length / steps) * (second.length / steps);
  const expected = counts.map((_, b) => {
    let places = 0;
    for (let lag = low + b * width; lag < low + (b + 1) * width; lag++) {
      if (from !== to || lag !== 0) places += Math.max(0, steps - Math.abs(lag));
    }
    return places * chance;
  });
  const lags = counts.map((_, b) => (low + b * width + (width - 1) / 2) * dt);
  return { lags: ms(lags), counts, expected };
}

/** Steps in which a neuron spikes, in ascending order. */
function timesOf({ steps, offsets, indices }: SpikeTrain, neuron: number): number[] {
  const times: number[] = [];
  for (let k = 0; k < steps; k++) {
    for (let s = offsets[k]; s < offsets[k + 1]; s++) if (indices[s] === neuron) times.push(k);
  }
  return times;
}
