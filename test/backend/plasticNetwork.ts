/** A network with plasticity, normalization, an adaptive threshold, and delays from a source and between populations. */
import { connect, ms, mV, network, neuron, population, spikeSource, synapse, uniform } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";

export const STEPS = 40;

export function plasticProgram(seed: number, tauG = 3): Program {
  const cell = neuron({
    equations: { "dv/dt": "(30 * mV * g - v) / tau", "dg/dt": "-g / tauG", "dtheta/dt": "-theta / tauTheta" },
    parameters: { tau: ms(8), tauG: ms(tauG), tauTheta: ms(1e7), jump: mV(0.3) },
    initial: { v: uniform(mV(0), mV(5)) },
    threshold: "v > 10 * mV + theta",
    reset: { v: "0", theta: "theta + jump" },
    refractory: ms(2),
    plastic: ["theta"],
  });
  const rule = synapse({
    equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
    parameters: { tau: ms(20) },
    onPre: { w: "clip(w - 0.01 * xPost, 0, 1)", xPre: "1" },
    onPost: { w: "clip(w + 0.05 * xPre, 0, 1)", xPost: "1" },
  });
  const [input, a, b] = [spikeSource(12), population(10, cell), population(10, cell)];
  const net = network({
    input,
    a,
    b,
    learn: connect(input, a, { to: "g", w: uniform(0.1, 0.6), plasticity: rule, normalize: 4, delay: ms(2) }),
    on: connect(a, b, { to: "g", w: 1.7, pattern: "oneToOne", delay: ms(1.5) }),
    off: connect(b, a, { to: "g", w: -0.2, pattern: "allButSelf" }),
  });
  return lower(net, { dt: 0.5, seed, flush: 1e-12 }).program;
}

/** Spikes of its source. */
export const plasticInput = (seed: number) => new Map([["input", randomTrain(new Dice(seed), STEPS, 12)]]);
