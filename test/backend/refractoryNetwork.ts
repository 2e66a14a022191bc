import { connect, ms, network, neuron, population, spikeSource } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Program } from "../../src/program/program.js";

const SIZE = 21;

/** Driven neurons, each with a time of its own in which `u` is held: 0 to 20 steps. */
const timed = neuron({
  equations: { "dv/dt": "(drive - v) / tau", "du/dt": "(1 - u) / tau" },
  parameters: { drive: 2.1, tau: ms(8) },
  threshold: "v > 1",
  reset: { v: "0.1 * u", u: "0" },
  refractory: ms(Array.from({ length: SIZE }, (_, i) => i)),
  hold: ["u"],
});

/** An oscillation that crosses the threshold upwards now and then; `u` is held while it stays above half of it. */
const latched = neuron({
  equations: { "dv/dt": "1.3 * sin(2 * pi * t / period + i) / tau - v / tau", "du/dt": "(1 - u) / tau" },
  parameters: { tau: ms(3), period: ms(17) },
  threshold: "v > 0.5",
  reset: { u: "0" },
  refractory: "v > 0.25",
  hold: ["u"],
});

/** Spikes of a source add to the variable that is held. */
export function refractoryProgram(kind: "times" | "condition"): Program {
  const input = spikeSource(SIZE);
  const cells = population(SIZE, kind === "times" ? timed : latched);
  const wire = connect(input, cells, { to: "u", w: 0.05 });
  return lower(network({ input, cells, wire }), { dt: 1, seed: 1, flush: 1e-12 }).program;
}
