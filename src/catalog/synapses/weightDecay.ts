import { ms } from "../../units/units.js";

/**
 * Weights that decay to a resting value, with or without spikes:
 *
 *     tauW dw/dt = wRest − w.
 *
 * Its equation and parameters can be spread into those of another rule.
 *
 * @see Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, section 19.2
 */
export const weightDecay = {
  equations: { "dw/dt": "(wRest - w) / tauW" },
  parameters: { wRest: 0, tauW: ms(1e5) },
} as const;
