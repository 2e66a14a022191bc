import { mV } from "../../units/units.js";
import { izhikevich } from "./izhikevich.js";

const { a: _a, b: _b, c: _c, d: _d, iDrive: _iDrive, ...shared } = izhikevich.parameters;

/** What differs in some patterns: the two equations, and the initial u, by default b · v. */
interface Otherwise {
  readonly slope?: string;
  readonly recovery?: string;
  readonly u?: number;
}

/**
 * One pattern of the figure.
 * @param parameters the columns of the paper's table
 * @param v initial value, in mV
 * @param input its input as a function of the time, a plain number
 */
function pattern(
  [a, b, c, d]: readonly [a: number, b: number, c: number, d: number],
  v: number,
  input: string,
  { slope = izhikevich.equations["dv/dt"], recovery = "a * (b * vNext - u) / ms", u = b * v }: Otherwise = {},
) {
  return {
    equations: {
      "dv/dt": "slope",
      "du/dt": recovery,
      slope,
      vNext: "v + dt * slope",
      iDrive: `(${input}) * mV`,
    },
    parameters: { ...shared, a, b, c: mV(c), d: mV(d) },
    initial: { v: mV(v), u: mV(u) },
    threshold: "v > 30 * mV",
    reset: izhikevich.reset,
    method: "euler",
  } as const;
}

const from = (start: number, size: number) => `where(t > ${start} * ms, ${size}, 0)`;
/** A pulse of each size. */
const pulses = (length: number, ...starts: readonly (readonly [start: number, size: number])[]) =>
  starts.map(([start, size]) => `where(t > ${start} * ms and t < ${start + length} * ms, ${size}, 0)`).join(" + ");

const CLASS_1 = { slope: "(0.04 * v^2 / mV + 4.1 * v + 108 * mV - u + iDrive) / ms" };

/**
 * The twenty firing patterns of figure 1 of Izhikevich (2004): `izhikevich` with the parameters and inputs of his
 * published program, where inputs are functions of the time since the presentation began. Integrator and class 1 have
 * another membrane equation,
 *
 *     dv/dt = 0.04 v² + 4.1 v + 108 − u + iDrive,
 *
 * and accommodation another recovery, du/dt = a b (v + 65).
 *
 * Some patterns are properties of the program rather than of the equations. It takes Euler steps, v first, so that u
 * follows the v at the end of the step, here vNext. Its steps are 0.25 ms, but 0.2 for phasicBursting, spikeLatency,
 * reboundSpike and reboundBurst, 0.1 for depolarizingAfterpotential, and 0.5 for accommodation and the two that are
 * induced by inhibition. With much shorter steps, inhibitionInducedBursting and bistability do not stop, and
 * depolarizingAfterpotential has a second spike.
 *
 * @see doi:10.1109/TNN.2004.832719, figure 1, and his program figure1.m
 */
export const izhikevich2004 = {
  tonicSpiking: pattern([0.02, 0.2, -65, 6], -70, from(10, 14)),
  phasicSpiking: pattern([0.02, 0.25, -65, 6], -64, from(20, 0.5)),
  tonicBursting: pattern([0.02, 0.2, -50, 2], -70, from(22, 15)),
  phasicBursting: pattern([0.02, 0.25, -55, 0.05], -64, from(20, 0.6)),
  mixedMode: pattern([0.02, 0.2, -55, 4], -70, from(16, 10)),
  frequencyAdaptation: pattern([0.01, 0.2, -65, 8], -70, from(8.5, 30)),
  class1: pattern([0.02, -0.1, -55, 6], -60, "0.075 * max(t / ms - 30, 0)", CLASS_1),
  class2: pattern([0.2, 0.26, -65, 0], -64, "0.015 * max(t / ms - 30, 0) - 0.5"),
  spikeLatency: pattern([0.02, 0.2, -65, 6], -70, pulses(3, [10, 7.04])),
  subthresholdOscillations: pattern([0.05, 0.26, -60, 0], -62, pulses(5, [20, 2])),
  resonator: pattern([0.1, 0.26, -60, -1], -62, pulses(4, [40, 0.65], [60, 0.65], [280, 0.65], [320, 0.65])),
  integrator: pattern([0.02, -0.1, -55, 6], -60, pulses(2, [100 / 11, 9], [155 / 11, 9], [70, 9], [80, 9]), CLASS_1),
  reboundSpike: pattern([0.03, 0.25, -60, 4], -64, pulses(5, [20, -15])),
  reboundBurst: pattern([0.03, 0.25, -52, 0], -64, pulses(5, [20, -15])),
  thresholdVariability: pattern([0.03, 0.25, -60, 4], -64, pulses(5, [10, 1], [70, -6], [80, 1])),
  bistability: pattern([0.1, 0.26, -60, 0], -61, `0.24 + ${pulses(5, [37.5, 1], [216, 1])}`),
  depolarizingAfterpotential: pattern([1, 0.2, -60, -21], -70, pulses(2, [9, 20])),
  accommodation: pattern(
    [0.02, 1, -55, 4],
    -65,
    "where(t < 200 * ms, t / ms / 25, where(t > 300 * ms and t < 312.5 * ms, (t / ms - 300) / 12.5 * 4, 0))",
    { recovery: "a * b * (vNext + 65 * mV) / ms", u: -16 },
  ),
  inhibitionInducedSpiking: pattern([-0.02, -1, -60, 8], -63.8, "where(t < 50 * ms or t > 250 * ms, 80, 75)"),
  inhibitionInducedBursting: pattern([-0.026, -1, -45, -2], -63.8, "where(t < 50 * ms or t > 250 * ms, 80, 75)"),
} as const;
