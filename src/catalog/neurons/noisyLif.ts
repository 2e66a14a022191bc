import { mV } from "../../units/units.js";
import { lif } from "./lif.js";

/**
 * `lif` with white noise on its membrane potential,
 *
 *     tauMem dv/dt = vRest − v + rMem (iDrive + iExc + iInh) + sigma √(2 tauMem) ξ,
 *
 * whose potential, without a threshold, is normally distributed in the end with the standard deviation sigma and forgets
 * itself with tauMem.
 *
 * @see Uhlenbeck & Ornstein (1930), doi:10.1103/PhysRev.36.823; Gerstner, Kistler, Naud & Paninski (2014), Neuronal
 *   Dynamics, chapter 8
 */
export const noisyLif = {
  ...lif,
  equations: {
    ...lif.equations,
    "dv/dt": "(vRest - v + rMem * (iDrive + iExc + iInh)) / tauMem + sigma * sqrt(2 / tauMem) * xi",
  },
  parameters: { ...lif.parameters, sigma: mV(3) },
} as const;
