import { pairStdp } from "./pairStdp.js";

/**
 * Pair-based STDP with nearest-neighbor interactions: each spike pairs only with the last one of the other side, as
 * traces are set to 1, not raised. Otherwise like `pairStdp`, with the same values.
 *
 * @see Morrison, Diesmann & Gerstner (2008), doi:10.1007/s00422-008-0233-1, figure 7A, symmetric interpretation
 */
export const nearestStdp = {
  ...pairStdp,
  onPre: { ...pairStdp.onPre, xPre: "1" },
  onPost: { ...pairStdp.onPost, xPost: "1" },
} as const;
