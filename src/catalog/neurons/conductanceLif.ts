import { ms, mV, nS, pA, pF } from "../../units/units.js";

/**
 * The leaky integrate-and-fire neuron with exponential synaptic conductances,
 *
 *     cMem dv/dt = gLeak (eLeak − v) + gExc (eExc − v) + gInh (eInh − v) + iDrive,
 *
 * with the values of the "COBA" benchmark, where excitatory weights are 6 nS and inhibitory ones 67 nS.
 *
 * @see Brette et al. (2007), doi:10.1007/s10827-007-0038-6, benchmark 1, after Vogels & Abbott (2005)
 */
export const conductanceLif = {
  equations: {
    "dv/dt": "(gLeak * (eLeak - v) + iExc + iInh + iDrive) / cMem",
    iExc: "gExc * (eExc - v)",
    iInh: "gInh * (eInh - v)",
    "dgExc/dt": "-gExc / tauExc",
    "dgInh/dt": "-gInh / tauInh",
  },
  parameters: {
    cMem: pF(200),
    gLeak: nS(10),
    eLeak: mV(-60),
    eExc: mV(0),
    eInh: mV(-80),
    tauExc: ms(5),
    tauInh: ms(10),
    vReset: mV(-60),
    vThresh: mV(-50),
    iDrive: pA(0),
  },
  initial: { v: mV(-60) },
  threshold: "v > vThresh",
  reset: { v: "vReset" },
  refractory: ms(5),
} as const;
