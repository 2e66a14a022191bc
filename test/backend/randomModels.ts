import { Hz, ms, mV, type NeuronModel, neuron, type SynapseModel, synapse, uniform } from "../../src/index.js";
import type { Dice } from "./dice.js";

/** Takes input at `g` and `h`, numbers without unit, and fires a few times for a steady g + h of about 1. */
export type RandomNeuron = NeuronModel;

export function randomNeuron(dice: Dice, size: number): RandomNeuron {
  return dice.pick([conductanceNeuron, heterogeneousNeuron, quadraticNeuron])(dice, size);
}

/** One that comes to no harm where it may not spike, because others win: v of a quadratic neuron would become infinite. */
export function randomRival(dice: Dice, size: number): RandomNeuron {
  return dice.pick([conductanceNeuron, heterogeneousNeuron])(dice, size);
}

/** Leaky integrate-and-fire with a conductance, an adaptive threshold and a refractory period. */
function conductanceNeuron(dice: Dice): RandomNeuron {
  return neuron({
    equations: {
      "dv/dt": "(vRest - v + (g + h) * (eExc - v)) / tauMem",
      "dg/dt": "-g / tauExc",
      "dh/dt": "-h / tauSlow",
      "dtheta/dt": "-theta / tauTheta",
    },
    parameters: {
      vRest: mV(dice.between(-66, -64)),
      eExc: mV(dice.between(-5, 5)),
      vThresh: mV(dice.between(-61, -57)),
      vReset: mV(dice.between(-68, -64)),
      tauMem: ms(dice.between(5, 40)),
      tauExc: ms(dice.between(1, 6)),
      tauSlow: ms(dice.between(8, 12)),
      tauTheta: ms(dice.pick([60, 1e4, 1e7]) * dice.between(1, 1.1)),
      jump: mV(dice.between(0.05, 0.5)),
    },
    initial: { v: mV(dice.between(-66, -62)), theta: uniform(mV(0), mV(2)) },
    threshold: "v > vThresh + theta",
    reset: { v: "vReset", theta: "theta + jump" },
    refractory: ms(dice.pick([1, 3, 5])),
    plastic: dice.chance(0.5) ? ["theta"] : [],
  });
}

/** Leaky integrate-and-fire with a gain that differs between neurons, a reset by subtraction, and any method. */
function heterogeneousNeuron(dice: Dice, size: number): RandomNeuron {
  return neuron({
    equations: { "dv/dt": "(gain * (g + h) - v) / tauMem", "dg/dt": "-g / tauExc", "dh/dt": "-h / tauSlow" },
    parameters: {
      gain: dice.values(size, 3, 6),
      tauMem: ms(dice.between(5, 20)),
      tauExc: ms(dice.between(2, 8)),
      tauSlow: ms(dice.between(8, 12)),
    },
    threshold: "v > 1.0371",
    reset: { v: "v - 1.0371" },
    ...(dice.chance(0.5) ? { refractory: ms(dice.pick([1, 2])) } : {}),
    method: dice.pick(["euler", "exponentialEuler", "rk2", "rk4"]),
  });
}

/** A quadratic neuron with a recovery variable: Izhikevich (2003), doi:10.1109/TNN.2003.820440, without units. */
function quadraticNeuron(dice: Dice): RandomNeuron {
  return neuron({
    equations: {
      "dv/dt": "(0.04 * v * v + 5 * v + 140 - u + drive * (g + h)) / tau",
      "du/dt": "a * (b * v - u) / tau",
      "dg/dt": "-g / tauExc",
      "dh/dt": "-h / tauSlow",
    },
    parameters: {
      tau: ms(1),
      a: dice.between(0.02, 0.1),
      b: 0.2,
      drive: dice.between(15, 30),
      afterSpike: dice.between(-66, -55),
      jump: dice.between(2, 8),
      tauExc: ms(dice.between(2, 6)),
      tauSlow: ms(dice.between(8, 12)),
    },
    initial: { v: -65, u: -13 },
    threshold: "v > 30",
    reset: { v: "afterSpike", u: "u + jump" },
    method: "euler",
  });
}

/** A rule with every kind of synaptic variable among its choices: per row, per column and per synapse. */
export function randomRule(dice: Dice): SynapseModel<string, "g" | "h"> | undefined {
  const wMax = dice.between(0.5, 2);
  const tau = () => ms(dice.between(5, 40));
  switch (dice.whole(0, 6)) {
    case 0:
      return undefined;
    case 1: // Pairs of spikes, soft bound above.
      return synapse({
        equations: { "dxPre/dt": "-xPre / tauPre", "dxPost/dt": "-xPost / tauPost" },
        parameters: {
          tauPre: tau(),
          tauPost: tau(),
          wMax,
          // So small that up · xPre stays below 1: beyond 2 the weight would swing, and swing rounding errors up.
          up: dice.between(0.001, 0.01),
          down: dice.between(0.005, 0.05),
        },
        onPre: { w: "max(w - down * xPost, 0)", xPre: "xPre + 1" },
        onPost: { w: "w + up * xPre * (wMax - w)", xPost: "1" },
      });
    case 2: // Triplets, after Pfister & Gerstner (2006).
      return synapse({
        equations: { "dxPre/dt": "-xPre / tauPre", "dxPost1/dt": "-xPost1 / tau1", "dxPost2/dt": "-xPost2 / tau2" },
        parameters: { tauPre: tau(), tau1: tau(), tau2: tau(), wMax, up: dice.between(0.005, 0.05), down: 0.003 },
        onPre: { w: "clip(w - down * xPost1, 0, wMax)", xPre: "1" },
        onPost: { w: "clip(w + up * xPre * xPost2, 0, wMax)", xPost1: "1", xPost2: "1" },
      });
    case 3: // Short-term depression and facilitation, after Tsodyks & Markram (1997): state per row is transmitted.
      return synapse({
        equations: { "du/dt": "(uRest - u) / tauF", "dr/dt": "(1 - r) / tauD" },
        parameters: { tauF: tau(), tauD: tau(), uRest: dice.between(0.3, 0.6) },
        initial: { u: 0.4, r: 1 },
        transmit: "w * u * r",
        onPre: { u: "u + uRest * (1 - u)", r: "r * (1 - 0.9 * u)" },
      });
    case 4: // A tag that both sides change, and so is kept per synapse.
      return synapse({
        equations: { "dtag/dt": "-tag / tauTag" },
        parameters: { tauTag: tau(), wMax, rate: dice.between(0.005, 0.05) },
        onPre: { tag: "tag - 0.31", w: "clip(w + rate * tag, 0, wMax)" },
        onPost: { tag: "tag + 0.42", w: "clip(w + rate * tag, 0, wMax)" },
      });
    case 5: // Two variables of the postsynaptic neuron, of which one gets a part that a trace of the row decides.
      return synapse({
        equations: { "dx/dt": "-x / tauX" },
        parameters: { tauX: tau(), wMax, rate: dice.between(0.005, 0.05) },
        transmit: { g: "0.6 * w", h: "0.2 * w * exp(-x)" },
        onPre: { x: "0.5 * x + 1", w: "clip(w - rate * x, 0, wMax)" },
        onPost: { w: "clip(w + rate, 0, wMax)" },
      });
    default: // Reads the neurons' own variables.
      return synapse({
        equations: { "dxPre/dt": "-xPre / tauPre" },
        parameters: { tauPre: tau(), wMax, rate: dice.between(0.005, 0.02) },
        onPre: { w: "clip(w - rate * where(post.g > 0.5, 1, 0.1), 0, wMax)", xPre: "1" },
        onPost: { w: "clip(w + rate * xPre, 0, wMax)" },
      });
  }
}

/** Spikes by chance, the more the higher v, which noise moves; what is too high is cut by an event of its own. */
export function noisyNeuron(dice: Dice) {
  return neuron({
    equations: {
      "dv/dt": "(3 * (g + h) + u - v) / tauMem + sigma * sqrt(2 / tauMem) * xi",
      "dg/dt": "-g / tauExc",
      "dh/dt": "-h / tauSlow + 0.05 * xi_slow / sqrt(tauSlow)",
    },
    parameters: {
      ...{ tauMem: ms(dice.between(6, 15)), tauExc: ms(dice.between(2, 6)), tauSlow: ms(dice.between(8, 12)) },
      ...{ sigma: dice.between(0.1, 0.4), top: dice.between(2.3, 2.9), rate: Hz(dice.between(20, 60)) },
    },
    inputs: ["u"],
    threshold: "rand() < 1 - exp(-rate * exp(2 * v) * dt)",
    reset: { v: "0.3 * v + 0.05 * randn()" },
    refractory: "v > 0.8137",
    events: { ceiling: { condition: "v > top", set: { v: "0.7 * top", h: "0.9 * h" } } },
  });
}

/** A synapse that transmits with a probability, and learns from it. */
export function unreliable(dice: Dice) {
  return synapse({
    parameters: { release: dice.between(0.4, 0.9), wMax: 40 },
    transmit: "w * (rand() < release)",
    onPre: { w: "clip(w + 0.01 * randn(), 0, wMax)" },
  });
}

export const junction = synapse({ summed: { u: "w * (pre.v - post.v) * (1 + 0.01 * (i - j))" } });

/** A weight that an eligibility trace moves in every step, and that forgets. */
export function drifting(dice: Dice) {
  return synapse({
    equations: { "dw/dt": "(0.2 * c - 0.1 * w) / tauW", "dc/dt": "-c / tauC" },
    parameters: { tauW: ms(dice.between(40, 90)), tauC: ms(dice.between(10, 30)) },
    bounds: { w: [0, 3] },
    onPre: { c: "c + 0.3" },
    onPost: { c: "c - 0.2", w: "w + 0.01" },
  });
}
