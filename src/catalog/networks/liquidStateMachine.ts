import { checkOptions, nameOf, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { pairs } from "../../model/pattern.js";
import { type Population, population, type SpikeSource, spikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { synapse } from "../../model/synapse.js";
import { normal } from "../../model/values.js";
import { uniformArray } from "../../random/distributions.js";
import { ms, mV } from "../../units/units.js";
import { shortTermPlasticity } from "../synapses/shortTermPlasticity.js";

export interface LiquidStateMachineOptions {
  /** Number of input spike trains. Default 4. */
  readonly inputs?: number;
  /** Neurons along each side of the column. Default [3, 3, 15]. */
  readonly column?: readonly [number, number, number];
  /**
   * Length scale of connections, in distances between neighbors; 0: the liquid has no synapses of its own. Default 2.
   */
  readonly lambda?: number;
  /** Determines which neurons are inhibitory, which are connected, and how strongly. Default 0. */
  readonly seed?: number;
}

const OPTIONS = optionsOf<LiquidStateMachineOptions>({ inputs: true, column: true, lambda: true, seed: true });

const MOST_NEURONS = 4096;
/** Fraction of inhibitory neurons, and fraction of neurons that an input reaches. */
const [INHIBITORY, REACHED] = [0.2, 0.3];

/** Probability at distance 0, mean weight in mV, and the constants of short-term plasticity and delays in ms. */
const SYNAPSES = {
  excToExc: { most: 0.3, weight: 30, U: 0.5, tauRec: 1100, tauFacil: 50, delay: 1.5 },
  excToInh: { most: 0.2, weight: 60, U: 0.05, tauRec: 125, tauFacil: 1200, delay: 0.8 },
  inhToExc: { most: 0.4, weight: -19, U: 0.25, tauRec: 700, tauFacil: 20, delay: 0.8 },
  inhToInh: { most: 0.1, weight: -19, U: 0.32, tauRec: 144, tauFacil: 60, delay: 0.8 },
} as const;

const liquid = (refractory: number) =>
  neuron({
    equations: {
      "dv/dt": "(background + iExc + iInh - v) / tauMem",
      "diExc/dt": "-iExc / tauExc",
      "diInh/dt": "-iInh / tauInh",
      "dx/dt": "-x / tauTrace",
    },
    parameters: {
      ...{ tauMem: ms(30), tauExc: ms(3), tauInh: ms(6), tauTrace: ms(30) },
      ...{ background: mV(13.5), vThresh: mV(15), vReset: mV(13.5) },
    },
    initial: { v: normal(mV(14), mV(0.3)) },
    threshold: "v > vThresh",
    reset: { v: "vReset", x: "x + 1" },
    refractory: ms(refractory),
  });

type Liquid = Population<"v" | "iExc" | "iInh" | "x">;

/**
 * The liquid state machine of Maass, Natschläger & Markram (2002): a column of integrate-and-fire neurons, a fifth of
 * them inhibitory, randomly connected by dynamic synapses, with a probability that falls with the distance D as
 * e^{−(D/lambda)²}. The recent activity of its neurons, the traces x of both populations, is the liquid state. The
 * liquid itself does not learn; a readout such as {@link ridgeReadout} learns from its state.
 *
 * Currents are given as the potentials to which they drive the membrane; those of the inputs are 18 mV and 9 mV, for 3
 * ms. Weights within the column are exponentially distributed, with the paper's means and deviations; the constants of
 * short-term plasticity are the paper's means for all synapses of a kind.
 *
 * @throws ModelError for options that do not fit
 * @see doi:10.1162/089976602760407955, section 3 and appendix B
 */
export function liquidStateMachine(options: LiquidStateMachineOptions = {}): Network<{
  readonly input: SpikeSource & { readonly input: "spikes" };
  readonly exc: Liquid;
  readonly inh: Liquid;
  readonly inputToExc: Projection;
  readonly inputToInh: Projection;
  readonly excToExc: Projection;
  readonly excToInh: Projection;
  readonly inhToExc: Projection;
  readonly inhToInh: Projection;
}> {
  const where = "liquidStateMachine";
  checkOptions(where, options, OPTIONS, { example: "{ inputs: 4 }", Problem: ModelError });
  const { inputs = 4, column = [3, 3, 15], lambda = 2, seed = 0 } = options;
  wholeNumber(`${where}, inputs`, inputs, 1, 2 ** 16, { Problem: ModelError });
  realNumber(`${where}, lambda`, lambda, { least: 0, Problem: ModelError });
  wholeNumber(`${where}, seed`, seed, 0, undefined, { Problem: ModelError });
  if (!Array.isArray(column) || column.length !== 3) {
    throw new ModelError(`${where}, column: found ${nameOf(column)}, expected [x, y, z].`);
  }
  for (const side of column) wholeNumber(`${where}, column`, side, 1, MOST_NEURONS, { Problem: ModelError });
  const [width, depth, height] = column;
  const neurons = width * depth * height;
  if (neurons < 5 || neurons > MOST_NEURONS) {
    throw new ModelError(`${where}, column: found ${neurons} neurons, expected from 5 to ${MOST_NEURONS}.`);
  }
  let stream = 0;
  const draw = (count: number) => uniformArray(count, { seed, stream: stream++ });
  const order = draw(neurons);
  const byLot = Array.from(order, (_, n) => n).sort((a, b) => order[a] - order[b]);
  const first = Math.round(INHIBITORY * neurons);
  const places = { exc: byLot.slice(first).sort((a, b) => a - b), inh: byLot.slice(0, first).sort((a, b) => a - b) };
  const at = (n: number) => [n % width, Math.floor(n / width) % depth, Math.floor(n / (width * depth))];
  const distance = (a: number, b: number) => Math.hypot(...at(a).map((x, k) => x - at(b)[k]));

  const input = spikeSource(inputs);
  const sides = { exc: population(places.exc.length, liquid(3)), inh: population(places.inh.length, liquid(2)) };
  const fed = (post: "exc" | "inh", weight: number) => {
    const lots = draw(inputs * places[post].length);
    const joined = Array.from(lots, (_, s) => s).filter((s) => lots[s] < REACHED);
    const [from, to] = [joined.map((s) => s % inputs), joined.map((s) => Math.floor(s / inputs))];
    return connect<Population, never>(input, sides[post], {
      to: "iExc",
      w: mV(joined.map(() => weight)),
      pattern: pairs(from, to),
    });
  };
  const within = (pre: "exc" | "inh", post: "exc" | "inh") => {
    const { most, weight, U, tauRec, tauFacil, delay } = SYNAPSES[`${pre}To${post === "exc" ? "Exc" : "Inh"}`];
    const all = places[pre].flatMap((a, i) => places[post].map((b, j) => ({ i, j, far: distance(a, b) })));
    const [lots, sizes] = [draw(all.length), draw(all.length)];
    const chance = (far: number) => (far === 0 || lambda === 0 ? 0 : most * Math.exp(-((far / lambda) ** 2)));
    const joined = all.flatMap(({ i, j, far }, s) =>
      lots[s] < chance(far) ? [{ i, j, w: -weight * Math.log(sizes[s]) }] : [],
    );
    return connect<Population, "u" | "x">(sides[pre], sides[post], {
      to: pre === "exc" ? "iExc" : "iInh",
      w: mV(joined.map(({ w }) => w)),
      pattern: pairs(
        joined.map(({ i }) => i),
        joined.map(({ j }) => j),
      ),
      delay: ms(delay),
      plasticity: synapse({
        ...shortTermPlasticity,
        parameters: { U, tauRec: ms(tauRec), tauFacil: ms(tauFacil) },
      }),
    });
  };
  return network({
    ...{ input, ...sides },
    inputToExc: fed("exc", 18),
    inputToInh: fed("inh", 9),
    excToExc: within("exc", "exc"),
    excToInh: within("exc", "inh"),
    inhToExc: within("inh", "exc"),
    inhToInh: within("inh", "inh"),
  });
}
