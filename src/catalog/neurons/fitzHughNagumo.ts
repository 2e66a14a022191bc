import { ms } from "../../units/units.js";

/**
 * The model of FitzHugh and Nagumo, without units but the time, which is in ms here,
 *
 *     dv/dt = v − v³/3 − w + iDrive,   tauW dw/dt = v + a − b w,
 *
 * with FitzHugh's a = 0.7, b = 0.8 and c = 3 (tauW = c², in the time of v · c; the usual 12.5 is of the same kind). Its rest
 * loses stability at v = −√(1 − b/tauW), where it begins to oscillate. A spike is a crossing of 1, after which none is counted
 * for 15 ms; nothing is reset. Where a strong drive keeps v above 1, one is counted every 15 ms all the same.
 *
 * @see FitzHugh (1961), doi:10.1016/S0006-3495(61)86902-6; Nagumo, Arimoto & Yoshizawa (1962), doi:10.1109/JRPROC.1962.288235
 */
export const fitzHughNagumo = {
  equations: { "dv/dt": "(v - v^3 / 3 - w + iDrive) / ms", "dw/dt": "(v + a - b * w) / tauW" },
  parameters: { a: 0.7, b: 0.8, tauW: ms(12.5), iDrive: 0 },
  initial: { v: -1.19941, w: -0.62426 },
  threshold: "v > 1",
  refractory: ms(15),
  hold: [],
} as const;
