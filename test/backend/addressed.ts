import type { Presentation } from "../../src/backend/backend.js";
import {
  connect,
  ms,
  network,
  neuron,
  type Pattern,
  type Population,
  pairs,
  population,
  sparse,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";

/** Every neuron spikes in every step, and takes down what the step's names stand for. */
const scribe = neuron({
  equations: {
    "dg/dt": "0 * g / ms",
    "du/dt": "0 * u / ms",
    "dz/dt": "0 * z / ms",
    "dat/dt": "0 * at / ms",
    "dwho/dt": "0 * who / ms",
    "drest/dt": "0 * rest / ms",
    "dsum/dt": "0 * sum / ms",
    chance: "rand()",
  },
  threshold: "chance < 2",
  reset: {
    u: "chance",
    z: "randn()",
    at: "t / ms",
    who: "i + N * 1000",
    rest: "(t / ms) % 0.75 - (-(i % 4)) % 3",
    sum: "max(chance, u, 0.5) + min(i, 3, 5, u)",
  },
  method: "euler",
});

const drawn = synapse({
  equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau", "dwhich/dt": "-which / tau" },
  parameters: { tau: ms(1e7) },
  onPre: { w: "w + rand() - 0.5", x: "randn()", which: "i * 100 + j" },
  onPost: { y: "randn() + rand()" },
  transmit: "w * (rand() < 0.5)",
});

const PATTERNS: readonly Pattern[] = [
  "dense",
  "oneToOne",
  sparse({ probability: 0.4, self: true }),
  pairs([0, 3, 3, 1, 19, 7], [2, 5, 5, 0, 18, 9]),
];

/** A population of scribes, and a projection of every pattern that keeps synapses. */
export function addressedProgram(seed: number): Program {
  const input = spikeSource(21);
  const cells = population(21, scribe);
  const wires = PATTERNS.map((pattern, n) => {
    const options = { to: "g", w: 0.5, pattern, plasticity: drawn, delay: ms(n * 0.25) } as const;
    return [`wire${n}`, connect(input, cells as Population<"g">, options)] as const;
  });
  const net = network({ input, cells, ...Object.fromEntries(wires) });
  return lower(net, { dt: 0.25, seed, flush: 1e-12 }).program;
}

export const addressedSteps = 40;

export function addressed(number: number, before = 0): Presentation {
  return {
    ...{ steps: addressedSteps, countSteps: addressedSteps, learning: true, normalize: true, number, before },
    ...{ recordSpikes: [], probes: ["u", "z", "at", "who"].map((name) => ({ field: `cells.${name}`, every: 1 })) },
    inputs: new Map([["input", randomTrain(new Dice(number), addressedSteps, 21)]]),
  };
}
