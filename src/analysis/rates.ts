import { InputError } from "../errors.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";

/** The step in ms; a simulation has it. */
export interface Step {
  readonly dt: number;
}

/** Spikes per second of each neuron over the whole train, in Hz, [neurons]. */
export function meanRates(train: SpikeTrain, { dt }: Step): Float64Array {
  const seconds = (train.steps * checkStep("meanRates", dt)) / 1000;
  const rates = new Float64Array(train.neurons);
  for (const neuron of train.indices) rates[neuron] += 1 / seconds;
  return rates;
}

/** A rate that changes with time. */
export interface PopulationRate {
  /** Begin of each bin in ms, [bins] */
  readonly times: Float64Array;
  /** Spikes per second of a neuron on average, in Hz, [bins] */
  readonly rates: Float64Array;
}

/**
 * The population's rate in bins of time: A = spikes / (neurons · bin).
 * @param bin in ms, rounded to whole steps; one step by default. An incomplete last bin is left out.
 * @see Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, eq. 7.11
 * @throws InputError for a bin shorter than a step or longer than the train
 */
export function populationRate(train: SpikeTrain, { dt }: Step, bin = dt): PopulationRate {
  const { steps, neurons, offsets } = train;
  const width = Math.round(bin / checkStep("populationRate", dt));
  if (!(width >= 1 && width <= steps)) {
    throw new InputError(`populationRate, bin: found ${bin} ms, expected from ${dt} to ${steps * dt} ms.`);
  }
  const bins = Math.floor(steps / width);
  const seconds = (width * dt) / 1000;
  const spikes = (b: number) => offsets[(b + 1) * width] - offsets[b * width];
  return {
    times: Float64Array.from({ length: bins }, (_, b) => b * width * dt),
    rates: Float64Array.from({ length: bins }, (_, b) => spikes(b) / (neurons * seconds)),
  };
}

export function checkStep(where: string, dt: number): number {
  if (dt > 0 && dt < Number.POSITIVE_INFINITY) return dt;
  throw new InputError(`${where}, dt: found ${String(dt)}, expected the step in ms: the simulation, or { dt: 0.5 }.`);
}
