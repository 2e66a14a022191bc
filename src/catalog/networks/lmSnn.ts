import { optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { pairs } from "../../model/pattern.js";
import { connect, type Projection } from "../../model/projection.js";
import { COMPETITION, type CompetitionOptions, type Layer, learningLayer, readCompetition } from "./competition.js";

export interface LmSnnOptions extends CompetitionOptions {
  /**
   * Inhibition between direct neighbors; it grows with the square root of the distance. Default 12, for which digits
   * are learned well; the original's values are potentials, not conductances.
   */
  readonly inhibition?: number;
  /** Largest inhibition. Default 17, that of the network of Diehl & Cook. */
  readonly maxInhibition?: number;
}

const OPTIONS = [
  ...COMPETITION,
  ...optionsOf<Pick<LmSnnOptions, "inhibition" | "maxInhibition">>({ inhibition: true, maxInhibition: true }),
];

/** Chosen by how well digits are learned. */
export const INHIBITION = 12;
/** The number of neurons for which all pairs fit in a list of synapses. */
const MOST_NEURONS = 8192;

/**
 * The lattice map spiking neural network: excitatory neurons on a square lattice, row by row, which inhibit one another
 * more strongly the farther apart they are,
 *
 *     w = min(inhibition · √distance, maxInhibition),
 *
 * so that neighbors learn similar inputs, as in a self-organizing map.
 *
 * @throws ModelError for options that do not fit, and unless the neurons form a square
 * @see Hazan, Saunders, Sanghavi, Siegelmann & Kozma (2018), arXiv:1807.09374; BindsNET's `IncreasingInhibitionNetwork`
 */
export function lmSnn(options: LmSnnOptions = {}): Network<Layer & { readonly excToExc: Projection }> {
  const where = "lmSnn";
  const read = readCompetition(where, options, OPTIONS);
  const { neurons } = read;
  const side = Math.round(Math.sqrt(neurons));
  if (side ** 2 !== neurons || neurons < 4 || neurons > MOST_NEURONS) {
    throw new ModelError(`${where}, neurons: found ${neurons}, expected a square number from 4 to ${MOST_NEURONS}.`);
  }
  const inhibition = realNumber(`${where}, inhibition`, options.inhibition ?? INHIBITION, {
    least: 0,
    Problem: ModelError,
  });
  const most = realNumber(`${where}, maxInhibition`, options.maxInhibition ?? 17, { least: 0, Problem: ModelError });
  const layer = learningLayer(where, read, most * neurons);
  const [pre, post, w] = [0, 0, 0].map(() => new Float64Array(neurons * (neurons - 1)));
  for (let i = 0, s = 0; i < neurons; i++) {
    for (let j = 0; j < neurons; j++) {
      if (i === j) continue;
      const distance = Math.hypot(Math.floor(i / side) - Math.floor(j / side), (i % side) - (j % side));
      [pre[s], post[s], w[s]] = [i, j, Math.min(inhibition * Math.sqrt(distance), most)];
      s++;
    }
  }
  const { exc } = layer;
  return network({ ...layer, excToExc: connect(exc, exc, { to: "gInh", w, pattern: pairs(pre, post) }) });
}
