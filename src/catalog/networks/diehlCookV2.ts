import { optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { connect, type Projection } from "../../model/projection.js";
import { COMPETITION, type CompetitionOptions, type Layer, learningLayer, readCompetition } from "./competition.js";
import { inhibited } from "./diehlCook2015.js";

export interface DiehlCookV2Options extends CompetitionOptions {
  /** Weight from each excitatory neuron to the inhibitory conductance of all others. Default 17. */
  readonly inhibition?: number;
  /** Fraction of the others that a neuron inhibits, drawn from the network's seed. Default 1, all. */
  readonly inhibitionProbability?: number;
}

const OPTIONS = [
  ...COMPETITION,
  ...optionsOf<Pick<DiehlCookV2Options, "inhibition" | "inhibitionProbability">>({
    inhibition: true,
    inhibitionProbability: true,
  }),
];

/**
 * The network of Diehl & Cook (2015) with direct lateral inhibition: each excitatory neuron inhibits all others itself,
 * one step after it fired, without a layer of inhibitory neurons in between. It is BindsNET's `DiehlAndCook2015v2`.
 *
 * @throws ModelError for options that do not fit
 * @see Hazan et al. (2018), BindsNET, doi:10.3389/fninf.2018.00089
 */
export function diehlCookV2(options: DiehlCookV2Options = {}): Network<Layer & { readonly excToExc: Projection }> {
  const where = "diehlCookV2";
  const read = readCompetition(where, options, OPTIONS);
  const inhibition = realNumber(`${where}, inhibition`, options.inhibition ?? 17, { least: 0, Problem: ModelError });
  const layer = learningLayer(where, read, inhibition * read.neurons);
  const { exc } = layer;
  return network({
    ...layer,
    excToExc: connect(exc, exc, { to: "gInh", w: inhibition, pattern: inhibited(where, options) }),
  });
}
