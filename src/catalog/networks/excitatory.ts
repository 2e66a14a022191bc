import { optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import { type NeuronModel, neuron } from "../../model/neuron.js";
import type { Quantity } from "../../units/quantity.js";
import { diehlCookExcitatory } from "../neurons/diehlCook.js";
import { diehlCookSettling } from "../neurons/diehlCookSettling.js";

/** How the thresholds of the excitatory neurons adapt, in the network of Diehl & Cook (2015) and its relatives. */
export interface AdaptiveThresholdOptions {
  /** By how much a spike raises a neuron's threshold. Default 0.05 mV. */
  readonly thetaPlus?: Quantity<"potential">;
  /** Time constant of the adaptive threshold. Default 10⁷ ms. */
  readonly tauTheta?: Quantity<"time">;
  /** By how much a neuron's first spike raises its threshold, see `diehlCookSettling`. Default thetaPlus, as in the paper. */
  readonly thetaFirst?: Quantity<"potential">;
  /** Spikes of a neuron in which this falls to thetaPlus, by a factor of e. Only with thetaFirst. Default 80. */
  readonly thetaSpikes?: number;
}

export const THRESHOLD = optionsOf<AdaptiveThresholdOptions>({
  thetaPlus: true,
  tauTheta: true,
  thetaFirst: true,
  thetaSpikes: true,
});

export type ExcitatoryState = "v" | "gExc" | "gInh" | "theta";

/**
 * The excitatory neuron of a network.
 * @param largest the largest inhibitory conductance that can arrive at once: too large for forward Euler
 * @throws ModelError for options that do not fit
 */
export function excitatoryNeuron(
  where: string,
  { thetaPlus, tauTheta, thetaFirst, thetaSpikes }: AdaptiveThresholdOptions,
  largest: number,
): NeuronModel<ExcitatoryState> {
  const { parameters: published } = diehlCookExcitatory;
  const parameters = {
    ...published,
    thetaPlus: thetaPlus ?? published.thetaPlus,
    tauTheta: tauTheta ?? published.tauTheta,
  };
  const ranges = { gInh: [0, Math.max(0, largest)] } as const;
  if (thetaFirst === undefined) {
    if (thetaSpikes === undefined) return neuron({ ...diehlCookExcitatory, parameters, ranges });
    throw new ModelError(
      `${where}, thetaSpikes: found ${thetaSpikes} without thetaFirst, expected both. Add thetaFirst: mV(0.3), say, or leave it out.`,
    );
  }
  const spikes = thetaSpikes ?? diehlCookSettling.parameters.thetaSpikes;
  realNumber(`${where}, thetaSpikes`, spikes, { least: 0, above: true, Problem: ModelError });
  const settling = { ...parameters, thetaFirst, thetaSpikes: spikes };
  // Its further state, fired, is not in the network's type, which is the same with every option.
  return neuron({ ...diehlCookSettling, parameters: settling, ranges }) as NeuronModel as NeuronModel<ExcitatoryState>;
}
