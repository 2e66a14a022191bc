import { type SpikeTrain, trainStep } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { binSteps } from "./bins.js";

/**
 * Spikes per second of each neuron over the whole train, in Hz, [neurons].
 * @throws InputError for a train without the length of its steps
 */
export function meanRates(train: SpikeTrain): Float64Array {
  const dt = trainStep("meanRates", train);
  const seconds = (train.steps * dt) / 1000;
  const rates = new Float64Array(train.neurons);
  for (const neuron of train.indices) rates[neuron] += 1 / seconds;
  return rates;
}

/** A rate that changes with time. */
export interface PopulationRate {
  /** Start of each bin, [bins] */
  readonly times: Quantity<"time", Float64Array>;
  /** Spikes per second and neuron, in Hz, [bins] */
  readonly rates: Float64Array;
}

/**
 * The population's rate in bins of time: A = spikes / (neurons · bin).
 * @param bin rounded to whole steps; one step by default. An incomplete last bin is left out.
 * @see Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 7
 * @throws InputError for a bin shorter than a step or longer than the train, and for a train without the length of its
 *   steps
 */
export function populationRate(train: SpikeTrain, bin?: Quantity<"time">): PopulationRate {
  const where = "populationRate";
  const dt = trainStep(where, train);
  const { steps, neurons, offsets } = train;
  const width = bin === undefined ? 1 : binSteps(`${where}, bin`, bin, train, dt, 1);
  const bins = Math.floor(steps / width);
  const seconds = (width * dt) / 1000;
  const spikes = (b: number) => offsets[(b + 1) * width] - offsets[b * width];
  return {
    times: ms(Float64Array.from({ length: bins }, (_, b) => b * width * dt)),
    rates: Float64Array.from({ length: bins }, (_, b) => spikes(b) / (neurons * seconds)),
  };
}
