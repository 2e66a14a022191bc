import { adjustable } from "../../model/adjustable.js";
import { ms, mV } from "../../units/units.js";
import { srm0 } from "../neurons/srm0.js";

const { rho0, vThresh, deltaV, tauMem } = srm0.parameters;

/**
 * R-max, a policy gradient for neurons with escape noise such as `srm0`. The eligibility e accumulates how the
 * probability of the neuron's spikes, and of its silence between them, depends on the weight,
 *
 *     dw/dt = eta · reward · e · mV/second,   de/dt = −e/tauE − rho · psp/deltaV,   post: e ← e + psp/deltaV,
 *
 * where psp is this synapse's contribution to h at weight 1, and rho the escape rate. The mean of e is 0 at all
 * weights, and that of reward · e is the gradient of the mean reward, so that subtracting the mean from the reward
 * reduces the noise but not the slope. The reward is written while the network runs; rho0, vThresh, deltaV and tauMem
 * are the neuron's own.
 *
 * @see Vasilaki, Frémaux, Urbanczik, Senn & Gerstner (2009), doi:10.1371/journal.pcbi.1000586; Xie & Seung (2004),
 *   doi:10.1103/PhysRevE.69.041909
 */
export const rMax = {
  equations: {
    "dw/dt": "eta * reward * e * mV / second",
    "dpsp/dt": "-psp / tauMem",
    "de/dt": "-e / tauE - rho * psp / deltaV",
    rho: "rho0 * exp((post.h + post.eta - vThresh) / deltaV)",
  },
  parameters: { reward: adjustable(0), eta: mV(1), tauE: ms(500), rho0, vThresh, deltaV, tauMem },
  onPre: { psp: "psp + 1" },
  onPost: { e: "e + psp / deltaV" },
} as const;
