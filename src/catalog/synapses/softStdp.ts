import { pairStdp } from "./pairStdp.js";

/**
 * Multiplicative pair-based STDP with soft bounds: the changes of `pairStdp` shrink with the distance from the bound
 * they approach, (wMax − w)·aPlus·xPre and −w·aMinus·xPost. Uncorrelated spikes drive every weight to one fixed point,
 * wMax·P/(P + D) with P = aPlus·tauPlus and D = aMinus·tauMinus.
 *
 * @see Rubin, Lee & Sompolinsky (2001), doi:10.1103/PhysRevLett.86.364, eq. 2 with f± linear
 */
export const softStdp = {
  ...pairStdp,
  onPre: { w: "w - w * min(aMinus * xPost, 1)", xPre: "xPre + 1" },
  onPost: { w: "w + (wMax - w) * min(aPlus * xPre, 1)", xPost: "xPost + 1" },
} as const;
