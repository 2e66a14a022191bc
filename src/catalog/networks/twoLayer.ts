import { type Network, network } from "../../model/network.js";
import { COMPETITION, type CompetitionOptions, type Layer, learningLayer, readCompetition } from "./competition.js";

/**
 * The two-layer form of the network of Diehl & Cook (2015): inputs onto excitatory neurons with plastic weights,
 * without inhibition; only adaptive thresholds make neurons differ. It is BindsNET's `TwoLayerNetwork`, and shows what
 * inhibition contributes.
 *
 * @throws ModelError for options that do not fit
 * @see Hazan et al. (2018), BindsNET, doi:10.3389/fninf.2018.00089
 */
export function twoLayer(options: CompetitionOptions = {}): Network<Layer> {
  return network(learningLayer("twoLayer", readCompetition("twoLayer", options, COMPETITION), 0));
}
