import { ms, mV } from "../../units/units.js";

/**
 * The leaky integrate-and-fire neuron with exponential synaptic currents of the "CUBA" benchmark, where currents are
 * given as the potentials to which they would drive the membrane,
 *
 *     tauMem dv/dt = eLeak − v + gExc + gInh,
 *
 * with a resting potential, −49 mV, above the threshold. Excitatory weights are 1.62 mV and inhibitory ones −9 mV.
 *
 * @see Brette et al. (2007), doi:10.1007/s10827-007-0038-6, benchmark 2, after Vogels & Abbott (2005)
 */
export const currentLif = {
  equations: {
    "dv/dt": "(eLeak - v + gExc + gInh) / tauMem",
    "dgExc/dt": "-gExc / tauExc",
    "dgInh/dt": "-gInh / tauInh",
  },
  parameters: {
    tauMem: ms(20),
    tauExc: ms(5),
    tauInh: ms(10),
    eLeak: mV(-49),
    vReset: mV(-60),
    vThresh: mV(-50),
  },
  initial: { v: mV(-60) },
  threshold: "v > vThresh",
  reset: { v: "vReset" },
  refractory: ms(5),
} as const;
