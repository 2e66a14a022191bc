import { checkName, checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { sparse } from "../../model/pattern.js";
import { type Population, population } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { uniform } from "../../model/values.js";
import { ms, mV } from "../../units/units.js";

/**
 * The networks of figure 8: strength of inhibition, and external rate relative to the one that drives neurons to
 * threshold.
 */
const REGIMES = {
  "synchronous regular": { g: 3, eta: 2 },
  "fast oscillation": { g: 6, eta: 4 },
  "asynchronous irregular": { g: 5, eta: 2 },
  "slow oscillation": { g: 4.5, eta: 0.9 },
} as const;

export type Brunel2000Regime = keyof typeof REGIMES;

export interface Brunel2000Options {
  /** Which of the four networks of figure 8. Default "asynchronous irregular". */
  readonly regime?: Brunel2000Regime;
  /** Inhibitory weight / excitatory weight; overrides the regime's. */
  readonly g?: number;
  /** External rate / the rate that drives a neuron to threshold; overrides the regime's. */
  readonly eta?: number;
  /** A multiple of 5; four fifths are excitatory. Default 12,500. */
  readonly neurons?: number;
  /** Excitatory synapses onto each neuron, a multiple of 4: four times as many as inhibitory ones. Default 1000. */
  readonly synapses?: number;
  /** Excitatory weight in mV. Default 0.1. */
  readonly weight?: number;
}

const OPTIONS = optionsOf<Brunel2000Options>({
  ...{ regime: true, g: true, eta: true },
  ...{ neurons: true, synapses: true, weight: true },
});

const TAU = 20;
const THRESHOLD = 20;

/**
 * The sparse network of excitatory and inhibitory integrate-and-fire neurons of Brunel (2000), model A. All neurons are
 * alike,
 *
 *     tauMem dv/dt = −v + mu + sigma √tauMem ξ,   at v > 20 mV: v ← 10 mV, for 2 ms,
 *
 * and spikes arrive 1.5 ms later as steps of v. The strength of inhibition g and the external rate eta decide whether
 * neurons fire regularly or irregularly, synchronously or asynchronously. External spikes are so frequent (20,000 a
 * second at eta = 2) that they are modeled as white noise with mean mu = eta · 20 mV and sigma² = weight · mu, as in
 * the paper's theory.
 *
 * @throws ModelError for options that do not fit
 * @see doi:10.1023/A:1008925309027, figure 8
 */
export function brunel2000(options: Brunel2000Options = {}): Network<{
  readonly exc: Population<"v">;
  readonly inh: Population<"v">;
  readonly excToExc: Projection;
  readonly excToInh: Projection;
  readonly inhToExc: Projection;
  readonly inhToInh: Projection;
}> {
  const where = "brunel2000";
  checkOptions(where, options, OPTIONS, { example: '{ regime: "fast oscillation" }', Problem: ModelError });
  const { regime = "asynchronous irregular", neurons = 12_500, synapses = 1000, weight = 0.1 } = options;
  checkName(`${where}, regime`, "a regime", regime, Object.keys(REGIMES), ModelError);
  const { g = REGIMES[regime].g, eta = REGIMES[regime].eta } = options;
  realNumber(`${where}, g`, g, { least: 0, Problem: ModelError });
  realNumber(`${where}, eta`, eta, { least: 0, Problem: ModelError });
  realNumber(`${where}, weight`, weight, { least: 0, above: true, unit: "mV", Problem: ModelError });
  wholeNumber(`${where}, neurons`, neurons, 5, 2 ** 24, { multipleOf: 5, Problem: ModelError });
  wholeNumber(`${where}, synapses`, synapses, 4, 0.8 * neurons, { multipleOf: 4, Problem: ModelError });
  const mu = eta * THRESHOLD;
  const model = neuron({
    equations: { "dv/dt": "(mu - v) / tauMem + sigma * sqrt(1 / tauMem) * xi" },
    parameters: {
      ...{ tauMem: ms(TAU), mu: mV(mu), sigma: mV(Math.sqrt(weight * mu)) },
      ...{ vThresh: mV(THRESHOLD), vReset: mV(10) },
    },
    initial: { v: uniform(mV(0), mV(THRESHOLD)) },
    threshold: "v > vThresh",
    reset: { v: "vReset" },
    refractory: ms(2),
  });
  const [exc, inh] = [population(0.8 * neurons, model), population(0.2 * neurons, model)];
  const from = (pre: typeof exc, post: typeof exc, w: number) => {
    const pattern = sparse({ inDegree: pre === exc ? synapses : synapses / 4 });
    return connect(pre, post, { to: "v", w: mV(w), pattern, delay: ms(1.5) });
  };
  return network({
    ...{ exc, inh },
    excToExc: from(exc, exc, weight),
    excToInh: from(exc, inh, weight),
    inhToExc: from(inh, exc, -g * weight),
    inhToInh: from(inh, inh, -g * weight),
  });
}
