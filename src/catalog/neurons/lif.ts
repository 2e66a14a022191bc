import { MOhm, ms, mV, pA } from "../../units/units.js";

/**
 * The leaky integrate-and-fire neuron with exponential synaptic currents,
 *
 *     tauMem dv/dt = vRest − v + rMem (iDrive + iExc + iInh),   tauExc diExc/dt = −iExc,   tauInh diInh/dt = −iInh,
 *
 * which fires at the interval refractory + tauMem · ln((v∞ − vReset)/(v∞ − vThresh)), v∞ = vRest + rMem · iDrive, for a
 * constant current above (vThresh − vRest)/rMem. Weights are in pA; those of inhibition are negative. The values are
 * typical ones. It is integrated exactly.
 *
 * @see Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, section 1.3; Rotter & Diesmann (1999),
 *   doi:10.1007/s004220050570
 */
export const lif = {
  equations: {
    "dv/dt": "(vRest - v + rMem * (iDrive + iExc + iInh)) / tauMem",
    "diExc/dt": "-iExc / tauExc",
    "diInh/dt": "-iInh / tauInh",
  },
  parameters: {
    tauMem: ms(20),
    tauExc: ms(5),
    tauInh: ms(10),
    rMem: MOhm(100),
    vRest: mV(-65),
    vReset: mV(-65),
    vThresh: mV(-50),
    iDrive: pA(0),
  },
  initial: { v: mV(-65) },
  threshold: "v > vThresh",
  reset: { v: "vReset" },
  refractory: ms(2),
} as const;
