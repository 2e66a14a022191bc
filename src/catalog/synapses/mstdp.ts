import { adjustable } from "../../model/adjustable.js";
import { ms, mV } from "../../units/units.js";

/**
 * STDP modulated by reward: the change by a pair of spikes is multiplied by the current reward,
 *
 *     pre:  w ← w + gamma · reward · aMinus · xPost,   post: w ← w + gamma · reward · aPlus · xPre,   0 ≤ w ≤ 5 mV,
 *
 * with traces that each spike raises by 1. The reward is a parameter that is written while the network runs, or an
 * equation, such as reward: "post.reward", if it is a variable of the neurons. The values are those of the paper's XOR
 * experiment; inhibitory synapses have the bounds −5 and 0 mV.
 *
 * @see Florian (2007), doi:10.1162/neco.2007.19.6.1468, MSTDP
 */
export const mstdp = {
  equations: { "dxPre/dt": "-xPre / tauPlus", "dxPost/dt": "-xPost / tauMinus" },
  parameters: { reward: adjustable(0), gamma: mV(0.1), aPlus: 1, aMinus: -1, tauPlus: ms(20), tauMinus: ms(20) },
  bounds: { w: [mV(0), mV(5)] },
  onPre: { w: "w + gamma * reward * aMinus * xPost", xPre: "xPre + 1" },
  onPost: { w: "w + gamma * reward * aPlus * xPre", xPost: "xPost + 1" },
} as const;
