import { ms } from "../../units/units.js";

/**
 * The FitzHugh–Nagumo model, dimensionless except for the time, which is in ms here,
 *
 *     dv/dt = v − v³/3 − w + iDrive,   tauW dw/dt = v + a − b w,
 *
 * with FitzHugh's a = 0.7 and b = 0.8, and tauW = 12.5, as is usual today; his c = 3 means tauW = c² = 9. Its resting
 * state loses stability at v = −√(1 − b/tauW), where oscillations begin. A spike is an upward crossing of 1: the neuron
 * is refractory while v stays above, and nothing is reset or held.
 *
 * @see FitzHugh (1961), doi:10.1016/S0006-3495(61)86902-6; Nagumo, Arimoto & Yoshizawa (1962),
 *   doi:10.1109/JRPROC.1962.288235
 */
export const fitzHughNagumo = {
  equations: { "dv/dt": "(v - v^3 / 3 - w + iDrive) / ms", "dw/dt": "(v + a - b * w) / tauW" },
  parameters: { a: 0.7, b: 0.8, tauW: ms(12.5), iDrive: 0 },
  initial: { v: -1.19941, w: -0.62426 },
  threshold: "v > 1",
  refractory: "v > 1",
} as const;
