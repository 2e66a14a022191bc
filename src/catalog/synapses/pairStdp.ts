import { ms } from "../../units/units.js";

/**
 * Additive pair-based STDP: every pair of spikes, Δt = tPost − tPre, changes the weight by wMax·aPlus·e^{−Δt/tauPlus}
 * for Δt ≥ 0 and by −wMax·aMinus·e^{Δt/tauMinus} for Δt < 0, between the hard bounds 0 and wMax.
 *
 * @see Song, Miller & Abbott (2000), doi:10.1038/78829, eq. 1 and its values
 */
export const pairStdp = {
  equations: { "dxPre/dt": "-xPre / tauPlus", "dxPost/dt": "-xPost / tauMinus" },
  parameters: { wMax: 1, aPlus: 0.005, aMinus: 0.00525, tauPlus: ms(20), tauMinus: ms(20) },
  onPre: { w: "clip(w - wMax * aMinus * xPost, 0, wMax)", xPre: "xPre + 1" },
  onPost: { w: "clip(w + wMax * aPlus * xPre, 0, wMax)", xPost: "xPost + 1" },
} as const;
