import { checkOptions, optionsOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { stepLength } from "../check/stepLength.js";
import { checkText } from "../check/text.js";
import { streamOf } from "../random/key.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import type { Quantity } from "../units/quantity.js";
import { readSteps } from "../units/steps.js";
import { PoissonEncoder } from "./poisson.js";
import { poissonKernel } from "./poissonKernel.js";

export interface PoissonSpikesOptions {
  readonly duration: Quantity<"time">;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** 0 … 2⁵³ − 1; 0 by default. */
  readonly seed?: number;
  /** Different numbers give different spikes: 0 … 2⁵³ − 1; 0 by default. */
  readonly presentation?: number;
  /** Name of the source that would draw the same spikes in a simulation with this step and seed; "input" by default. */
  readonly source?: string;
}

export const POISSON_OPTIONS = optionsOf<PoissonSpikesOptions>({
  duration: true,
  dt: true,
  seed: true,
  presentation: true,
  source: true,
});

/**
 * Poisson spikes with the given rates: in each step a neuron spikes with probability rate · dt.
 *
 * @param rates in Hz, [neurons]
 * @returns a spike train with its own arrays, [steps, neurons]
 * @throws InputError for rates that are NaN, negative, or at least one spike per step, and for options out of range
 */
export async function poissonSpikes(rates: Numbers, options: PoissonSpikesOptions): Promise<SpikeTensor> {
  checkOptions("poissonSpikes", options, POISSON_OPTIONS, { example: "{ duration: ms(350), dt: ms(0.5) }" });
  const { duration, seed = 0, presentation = 0, source = "input" } = options;
  checkText("poissonSpikes, source", source, "input", "a name");
  const dt = stepLength("poissonSpikes", options.dt);
  const steps = readSteps("poissonSpikes, duration", duration, dt, 1);
  const hertz = readNumbers("poissonSpikes, rates", rates);
  const shape = { neurons: hertz.length, steps, dt, seed, stream: streamOf(source) };
  const encoder = new PoissonEncoder(shape, poissonKernel());
  return spikeTensor({ ...encoder.encode(hertz, presentation), dt: options.dt });
}
