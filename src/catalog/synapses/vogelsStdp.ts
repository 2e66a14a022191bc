import { Hz, ms } from "../../units/units.js";

/**
 * Inhibitory plasticity of Vogels et al. (2011): near-coincident spikes, in either order, strengthen an inhibitory
 * synapse, and each presynaptic spike weakens it,
 *
 *     pre:  w ← w + eta (xPost − 2 rho0 tau),   post: w ← w + eta xPre,   0 ≤ w ≤ wMax,
 *
 * so that inhibition balances excitation until the postsynaptic neuron fires at the rate rho0.
 *
 * @see doi:10.1126/science.1211095
 */
export const vogelsStdp = {
  equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
  parameters: { eta: 0.005, rho0: Hz(5), wMax: 100, tau: ms(20) },
  onPre: { w: "clip(w + eta * (xPost - 2 * rho0 * tau), 0, wMax)", xPre: "xPre + 1" },
  onPost: { w: "clip(w + eta * xPre, 0, wMax)", xPost: "xPost + 1" },
} as const;
