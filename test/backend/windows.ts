import { connect, ms, network, neuron, population, spikeSource } from "../../src/index.js";
import { avgPool, convolution, gridSize, maxPool, type WindowPattern } from "../../src/model/window.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";

/** Windows of every kind, with and without edges, gaps and overlaps. */
export const WINDOWS: readonly WindowPattern[] = [
  convolution({ input: [5, 6, 2], filters: 3, size: 3 }),
  convolution({ input: [6, 5, 1], filters: 2, size: [2, 3], stride: [2, 1], padding: "same" }),
  convolution({ input: [4, 4, 3], filters: 2, size: 4, stride: 3, padding: "same" }),
  maxPool({ input: [6, 6, 2], size: 2 }),
  maxPool({ input: [5, 7, 1], size: 3, stride: 2, padding: "same" }),
  avgPool({ input: [6, 4, 3], size: 2 }),
  avgPool({ input: [5, 5, 2], size: [3, 2], stride: [2, 2], padding: "same" }),
];

/** Weights for a convolution's filters. */
export const filtersOf = ({ window: { size, input, output } }: WindowPattern): number[] => {
  const dice = new Dice(3);
  return Array.from({ length: size[0] * size[1] * input[2] * output[2] }, () => dice.between(-1, 1));
};

/** A window over a source and over a population, with and without delays; what it drives fires. */
export function windowProgram(pattern: WindowPattern): Program {
  const relay = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau: ms(2) },
    threshold: "g > 0.7",
    reset: { g: "0" },
  });
  const cell = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau: ms(7) },
    threshold: "g > 1.2345",
    reset: { g: "0.1" },
  });
  const [pre, post] = [gridSize(pattern.window.input), gridSize(pattern.window.output)];
  const [input, relays, cells] = [spikeSource(pre), population(pre, relay), population(post, cell)];
  const w = pattern.kind === "convolution" ? filtersOf(pattern) : 0.4;
  const net = network({
    input,
    relays,
    cells,
    drive: connect(input, relays, { to: "g", w: 1, pattern: "oneToOne" }),
    first: connect(input, cells, { to: "g", w, pattern, delay: ms(1.5) }),
    now: connect(relays, cells, { to: "g", w, pattern }),
    later: connect(relays, cells, { to: "g", w: 0.3, pattern, delay: ms(1) }),
  });
  return lower(net, { dt: 0.5, seed: 1, flush: 1e-12 }).program;
}

/** Spikes of its source. */
export const windowInput = ({ window }: WindowPattern, steps: number) =>
  new Map([["input", randomTrain(new Dice(7), steps, gridSize(window.input))]]);
