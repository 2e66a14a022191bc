import { mV } from "../../units/units.js";

/**
 * Izhikevich's simple model, eqs. 1–3, with the time in ms, v and u in mV:
 *
 *     dv/dt = 0.04 v² + 5 v + 140 − u + iDrive,   du/dt = a (b v − u),   at v ≥ 30 mV: v ← c, u ← u + d.
 *
 * The default values are those of regular spiking; `izhikevichPatterns` has the others of the paper's figure 2. The
 * paper's input, here `iDrive`, is 10 in most of its examples. Spikes arrive at v, as in the paper's network.
 *
 * @see Izhikevich (2003), doi:10.1109/TNN.2003.820440
 */
export const izhikevich = {
  equations: {
    "dv/dt": "(0.04 * v^2 / mV + 5 * v + 140 * mV - u + iDrive) / ms",
    "du/dt": "a * (b * v - u) / ms",
  },
  parameters: { a: 0.02, b: 0.2, c: mV(-65), d: mV(8), iDrive: mV(0) },
  initial: { v: mV(-65), u: mV(-13) },
  threshold: "v >= 30 * mV",
  reset: { v: "c", u: "u + d" },
} as const;

/** Parameters of the firing patterns in figure 2 of Izhikevich (2003), to be spread over those of `izhikevich`. */
export const izhikevichPatterns = {
  regularSpiking: { a: 0.02, b: 0.2, c: mV(-65), d: mV(8) },
  intrinsicallyBursting: { a: 0.02, b: 0.2, c: mV(-55), d: mV(4) },
  chattering: { a: 0.02, b: 0.2, c: mV(-50), d: mV(2) },
  fastSpiking: { a: 0.1, b: 0.2, c: mV(-65), d: mV(2) },
  lowThresholdSpiking: { a: 0.02, b: 0.25, c: mV(-65), d: mV(2) },
  thalamoCortical: { a: 0.02, b: 0.25, c: mV(-65), d: mV(0.05) },
  resonator: { a: 0.1, b: 0.26, c: mV(-65), d: mV(2) },
} as const;
