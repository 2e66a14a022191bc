import { checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { sparse } from "../../model/pattern.js";
import { type Population, population } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { normal, uniform } from "../../model/values.js";
import { ms, mV, pA, pF } from "../../units/units.js";

export interface PotjansDiesmann2014Options {
  /**
   * Factor for the number of neurons, and of synapses onto each; 1 is the paper's network of 77,169 neurons. Default
   * 0.1.
   */
  readonly scale?: number;
}

/** Layers 2/3 to 6, excitatory and inhibitory: neurons, external synapses onto each, and spikes a second (table 5, figure 6). */
const POPULATIONS = {
  l23Exc: { size: 20683, external: 1600, rate: 0.86 },
  l23Inh: { size: 5834, external: 1500, rate: 2.8 },
  l4Exc: { size: 21915, external: 2100, rate: 4.45 },
  l4Inh: { size: 5479, external: 1900, rate: 5.93 },
  l5Exc: { size: 4850, external: 2000, rate: 7.59 },
  l5Inh: { size: 1065, external: 1900, rate: 8.64 },
  l6Exc: { size: 14395, external: 2900, rate: 1.09 },
  l6Inh: { size: 2948, external: 2100, rate: 7.88 },
} as const;

type Name = keyof typeof POPULATIONS;
const NAMES = Object.keys(POPULATIONS) as Name[];

/** Probabilities that two neurons are connected by at least one synapse: to the row's population, from the column's. */
const PROBABILITIES = [
  [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
  [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
  [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0],
  [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
  [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
  [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0],
  [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
  [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
] as const;

/** In pA, of a postsynaptic current that raises the potential by 0.15 mV. */
const WEIGHT = 87.8;
const INHIBITION = -4;
const TAU_SYN = 0.5;
/** With fewer than about ten inhibitory neurons in layer 5, the map is meaningless. */
const SMALLEST = 0.01;
/** Rate of an external neuron, in spikes per ms. */
const BACKGROUND = 0.008;

type Joined = `${Name}To${Capitalize<Name>}`;
type Absent =
  | `l5InhTo${"L23Exc" | "L23Inh" | "L4Inh"}`
  | `l6InhTo${"L23Exc" | "L23Inh" | "L4Exc" | "L4Inh" | "L5Exc" | "L5Inh"}`;

/**
 * The cortical microcircuit of Potjans & Diesmann (2014), below 1 mm² of surface: four layers of excitatory and
 * inhibitory integrate-and-fire neurons with exponential currents, connected with the probabilities of a map; each
 * population fires at a rate of its own.
 *
 * External spikes, at 8 Hz from some 2,000 synapses per neuron, are modeled as a current of the same mean, variance and
 * correlation. Delays are uniform, with the mean and deviation of the paper's normal ones. At scales below 1, weights
 * grow by 1/√scale, and a constant current makes up for the lost mean input, so that mean and variance are preserved
 * (van Albada, Helias & Diesmann 2015, doi:10.1371/journal.pcbi.1004490); correlations are not, and rates come out
 * somewhat lower.
 *
 * @throws ModelError for options that do not fit
 * @see doi:10.1093/cercor/bhs358, tables 4 and 5
 */
export function potjansDiesmann2014(
  options: PotjansDiesmann2014Options = {},
): Network<
  { readonly [P in Name]: Population<"v" | "i" | "iExt"> } & { readonly [P in Exclude<Joined, Absent>]: Projection }
> {
  const where = "potjansDiesmann2014";
  checkOptions(where, options, optionsOf<PotjansDiesmann2014Options>({ scale: true }), {
    ...{ example: "{ scale: 0.2 }", Problem: ModelError },
  });
  const { scale = 0.1 } = options;
  realNumber(`${where}, scale`, scale, { least: SMALLEST, most: 1, Problem: ModelError });
  const populations = Object.fromEntries(
    NAMES.map((name, to) => [name, population(Math.round(POPULATIONS[name].size * scale), model(to, scale))]),
  ) as unknown as Record<Name, Population<"v" | "i" | "iExt">>;
  const projections = NAMES.flatMap((post, to) =>
    NAMES.flatMap((pre, from) => {
      const mean = meanWeight(to, from) / Math.sqrt(scale);
      const [delay, deviation] = from % 2 === 0 ? [1.5, 0.75] : [0.8, 0.4];
      const reach = Math.sqrt(3) * deviation;
      const probability = synapsesPerPair(to, from);
      if (probability === 0) return [];
      const wire = connect(populations[pre], populations[post], {
        to: "i",
        w: normal(pA(mean), pA(Math.abs(mean) / 10)),
        pattern: sparse({ probability }),
        delay: uniform(ms(delay - reach), ms(delay + reach)),
      });
      return [[`${pre}To${post[0].toUpperCase()}${post.slice(1)}`, wire]];
    }),
  );
  return network({ ...populations, ...Object.fromEntries(projections) });
}

/** Mean number of synapses between two neurons; the map's probability counts a pair with several only once. */
const synapsesPerPair = (to: number, from: number): number => -Math.log1p(-PROBABILITIES[to][from]);

/** In pA at scale 1. Weights from layer 4 to layer 2/3 are twice as strong. */
const meanWeight = (to: number, from: number): number =>
  from % 2 === 1 ? INHIBITION * WEIGHT : NAMES[to] === "l23Exc" && NAMES[from] === "l4Exc" ? 2 * WEIGHT : WEIGHT;

function model(to: number, scale: number) {
  const external = POPULATIONS[NAMES[to]].external * BACKGROUND;
  const recurrent = NAMES.reduce(
    (sum, name, from) =>
      sum + (POPULATIONS[name].rate / 1000) * POPULATIONS[name].size * synapsesPerPair(to, from) * meanWeight(to, from),
    0,
  );
  return neuron({
    equations: {
      "dv/dt": "(eLeak - v) / tauMem + (i + iExt) / cMem",
      "di/dt": "-i / tauSyn",
      "diExt/dt": "(mean - iExt) / tauSyn + sigma * sqrt(2 / tauSyn) * xi",
    },
    parameters: {
      ...{ cMem: pF(250), tauMem: ms(10), tauSyn: ms(TAU_SYN), eLeak: mV(-65), vThresh: mV(-50) },
      mean: pA(TAU_SYN * (external * WEIGHT + (1 - Math.sqrt(scale)) * recurrent)),
      sigma: pA(WEIGHT * Math.sqrt((external * TAU_SYN) / 2)),
    },
    initial: { v: normal(mV(-58), mV(10)) },
    threshold: "v > vThresh",
    reset: { v: "eLeak" },
    refractory: ms(2),
  });
}
