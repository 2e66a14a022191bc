import { ms } from "../../units/units.js";

/**
 * STDP modulated by dopamine: pairs of spikes change the eligibility c, which dopamine converts into a change of the
 * weight,
 *
 *     dw/dt = c · dopamine / second,   tauC dc/dt = −c,   0 ≤ w ≤ 4,
 *     pre:  c ← c − aMinus · xPost,   post: c ← c + aPlus · xPre.
 *
 * The postsynaptic neuron has a variable dopamine that a reward raises; in the paper, ddopamine/dt = −dopamine/tauD,
 * tauD = 200 ms. If dopamine rises by D a time t after a pair, the weight changes in total by c · D · e^{−t/tauC} /
 * (1/tauC + 1/tauD) / second.
 *
 * @see Izhikevich (2007), doi:10.1093/cercor/bhl152, eqs. 1–2, and the values of his program daspnet.m
 */
export const dopamineStdp = {
  equations: {
    "dw/dt": "c * post.dopamine / second",
    "dc/dt": "-c / tauC",
    "dxPre/dt": "-xPre / tau",
    "dxPost/dt": "-xPost / tau",
  },
  parameters: { aPlus: 0.1, aMinus: 0.15, tau: ms(20), tauC: ms(1000) },
  bounds: { w: [0, 4] },
  onPre: { c: "c - aMinus * xPost", xPre: "1" },
  onPost: { c: "c + aPlus * xPre", xPost: "1" },
} as const;
