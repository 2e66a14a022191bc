import { ms } from "../../units/units.js";

/**
 * Hebb's rule for spikes: every pair of spikes raises the weight by eta · e^{−|Δt|/tau}, whichever comes first, up to
 * wMax. It never lowers a weight: combine it with normalization or a decay.
 *
 * @see Hebb (1949), The Organization of Behavior; Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter
 *   19
 */
export const hebb = {
  equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
  parameters: { eta: 0.01, wMax: 1, tau: ms(20) },
  onPre: { w: "min(w + eta * xPost, wMax)", xPre: "xPre + 1" },
  onPost: { w: "min(w + eta * xPre, wMax)", xPost: "xPost + 1" },
} as const;
