/** Networks whose neurons compete for who spikes, one for each limit and some for several. */
import {
  type GridWinnersOptions,
  ms,
  network,
  neuron,
  population,
  type Quantity,
  spikeSource,
  uniform,
} from "../../src/index.js";
import { connect } from "../../src/model/projection.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { Dice } from "./dice.js";

export const GRID = [4, 5, 3] as const;
const SIZE = 60;

/** Far above the threshold many at once, by margins that differ; those that do not spike stay there. */
const eager = {
  equations: { "dv/dt": "(g - v) / tau", "dg/dt": "-g / tauG" },
  parameters: { tau: ms(7), tauG: ms(4) },
  initial: { v: uniform(0, 0.9) },
  reset: { v: "0.1 * v" },
} as const;
const above = { ...eager, threshold: "v > 0.4137" };
const below = { ...eager, threshold: "-v <= -0.4137", refractory: ms(2) };
const varied = { ...above, refractory: ms(Array.from({ length: SIZE }, (_, j) => 1 + (j % 4))) };

export const CONTESTS: Readonly<
  Record<
    string,
    readonly [model: typeof above & { readonly refractory?: Quantity<"time"> }, winners: GridWinnersOptions]
  >
> = {
  "one in all": [above, { count: 1 }],
  "several in all": [below, { count: 4 }],
  "one in each map": [above, { perMap: 1 }],
  "two in each map": [below, { perMap: 2, ties: "lot" }],
  "one at each place": [above, { radius: 0 }],
  "one within a radius": [below, { radius: 1 }],
  "one in each map within a radius that inhibits": [varied, { perMap: 1, radius: 1, inhibit: true }],
  "all limits, inhibiting": [below, { count: 3, perMap: 1, radius: 0, inhibit: true, ties: "lot" }],
  "a count that inhibits": [varied, { count: 2, inhibit: true }],
};

/** The same weight for all synapses gives equal margins, which lots or numbers decide between. */
export function contestProgram(what: string, isEven = false): Program {
  const [model, winners] = CONTESTS[what];
  const [input, dice] = [spikeSource(12), new Dice(2)];
  const cells = population(GRID, neuron(isEven ? { ...model, initial: { v: 0 } } : model), { winners });
  const w = Array.from({ length: 12 * SIZE }, () => (isEven ? 0.2 : dice.between(0.05, 0.35)));
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w, delay: ms(0.5) }) });
  return lower(net, { dt: 0.5, seed: 3, flush: 1e-12 }).program;
}
