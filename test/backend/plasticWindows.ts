/** Convolutions whose filters learn, by every kind of rule, over a source and over a population. */
import {
  connect,
  convolution,
  ms,
  network,
  neuron,
  type Part,
  population,
  type SynapseModel,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { gridSize, type WindowPattern } from "../../src/model/window.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";

const tau = ms(6);

/** Filters of several sizes; windows side by side, overlapping, over the edge; one filter and more than four. */
export const FILTERS: readonly WindowPattern[] = [
  convolution({ input: [6, 6, 1], filters: 2, size: 3 }),
  convolution({ input: [7, 5, 2], filters: 5, size: [3, 2], stride: [2, 1], padding: "same" }),
  convolution({ input: [5, 6, 3], filters: 9, size: 2, stride: 2 }),
];

const traces = { "dx/dt": "-x / tau", "dy/dt": "-y / tau" } as const;

const RULES: Readonly<Record<string, SynapseModel<string, "g">>> = {
  "traces of both sides": synapse({
    equations: traces,
    parameters: { tau },
    onPre: { x: "x + 1", w: "clip(w - 0.02 * y, -0.2, 1)" },
    onPost: { y: "y + 1", w: "clip(w + 0.03 * x * (1 - w), -0.2, 1)" },
  }),
  "variables of the filters, and of the neurons": synapse({
    equations: { "dtag/dt": "-tag / tau", "dx/dt": "-x / tau" },
    parameters: { tau },
    onPre: { x: "0.5 * x + 1", tag: "tag - 0.1 * x", w: "clip(w + 0.02 * tag + 0.001 * post.h, -0.5, 1)" },
    onPost: { tag: "tag + 0.2 * pre.h", w: "clip(w + 0.01 * tag - 0.0001 * j, -0.5, 1)" },
  }),
  "weights that forget, depression": synapse({
    equations: { "dw/dt": "-(w - 0.1) / tauW", "dr/dt": "(1 - r) / tau" },
    parameters: { tau, tauW: ms(90) },
    initial: { r: 1 },
    transmit: "w * r",
    onPre: { r: "0.7 * r" },
    onPost: { w: "clip(w + 0.05 * pre.h, -1, 1)" },
  }),
};

const relay = neuron({
  equations: { "dg/dt": "-g / tau", "dh/dt": "(g - h) / tauH" },
  parameters: { tau: ms(2), tauH: ms(9) },
  threshold: "g > 0.7123",
  reset: { g: "0" },
});
const cell = neuron({
  equations: { "dg/dt": "-g / tau", "dh/dt": "(g - h) / tauH" },
  parameters: { tau: ms(7), tauH: ms(9) },
  initial: { h: 0.2 },
  threshold: "g > 0.6345",
  reset: { g: "0.1" },
  refractory: ms(1),
});

export interface PlasticWindow {
  readonly what: string;
  readonly pattern: WindowPattern;
  readonly program: Program;
}

/** With steps of 0.5 ms; spikes of `input` drive them. */
export function plasticWindows(): PlasticWindow[] {
  const rules = Object.entries(RULES);
  // Each rule with two of the windows, each window with two of the rules.
  return FILTERS.flatMap((pattern, i) =>
    [0, 1].map((n) => {
      const [what, rule] = rules[(i + n) % rules.length];
      return programOf(what, rule, pattern);
    }),
  );
}

function programOf(what: string, plasticity: SynapseModel<string, "g">, pattern: WindowPattern): PlasticWindow {
  const { input: grid, output, size } = pattern.window;
  const dice = new Dice(4);
  const weights = () => Array.from({ length: size[0] * size[1] * grid[2] * output[2] }, () => dice.between(-0.2, 0.6));
  const readsPre = what !== "traces of both sides";
  const [input, relays, cells] = [spikeSource(gridSize(grid)), population(grid, relay), population(output, cell)];
  const parts: Record<string, Part> = {
    input,
    relays,
    cells,
    drive: connect(input, relays, { to: "g", w: 1, pattern: "oneToOne" }),
    late: connect(relays, cells, {
      ...{ to: "g", w: weights(), pattern, plasticity, delay: ms(1), postDelay: ms(1.5) },
      normalize: size[0] * size[1] * grid[2] * 0.2,
    }),
  };
  if (!readsPre) parts.first = connect(input, cells, { to: "g", w: weights(), pattern, plasticity, delay: ms(0.5) });
  return {
    what: `${what}, ${size.join(" × ")}`,
    pattern,
    program: lower(network(parts), { dt: 0.5, seed: 1, flush: 1e-12 }).program,
  };
}

/** Spikes of the source. */
export const plasticWindowInput = ({ window }: WindowPattern, steps: number) =>
  new Map([["input", randomTrain(new Dice(9), steps, gridSize(window.input))]]);
