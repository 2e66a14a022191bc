import { ms } from "../../units/units.js";

/**
 * The rule of Diehl & Cook's published code: STDP with one presynaptic and two postsynaptic traces, each of which a
 * spike sets to 1,
 *
 *     pre:  w ← w − etaPre · xPost1,   post:  w ← w + etaPost · xPre · xPost2,   0 ≤ w ≤ wMax,
 *
 * where xPost2 is the trace of the postsynaptic spikes before this one: a triplet rule in the sense of Pfister &
 * Gerstner (2006) with nearest-spike interactions. The first of a burst of postsynaptic spikes does not potentiate.
 *
 * @see Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, and its code, Diehl&Cook_spiking_MNIST.py
 */
export const diehlCookStdp = {
  equations: {
    "dxPre/dt": "-xPre / tauPre",
    "dxPost1/dt": "-xPost1 / tauPost1",
    "dxPost2/dt": "-xPost2 / tauPost2",
  },
  parameters: { etaPre: 1e-4, etaPost: 1e-2, wMax: 1, tauPre: ms(20), tauPost1: ms(20), tauPost2: ms(40) },
  onPre: { w: "clip(w - etaPre * xPost1, 0, wMax)", xPre: "1" },
  onPost: { w: "clip(w + etaPost * xPre * xPost2, 0, wMax)", xPost1: "1", xPost2: "1" },
} as const;
