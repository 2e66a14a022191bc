import { mV } from "../../units/units.js";
import { lif } from "./lif.js";

/**
 * `lif` with white noise on its membrane potential,
 *
 *     tauMem dv/dt = vRest − v + rMem (iDrive + iExc + iInh) + sigma √(2 tauMem) ξ.
 *
 * Without a threshold, its potential is normally distributed in the steady state, with standard deviation sigma and
 * correlation time tauMem.
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
