import { lif } from "./lif.js";

/**
 * The leaky integrate-and-fire neuron of `lif` with alpha-function currents: a spike of weight w, in pA, gives the
 * current
 *
 *     i(t) = w · (t/tau) · e^{1 − t/tau},
 *
 * which peaks at w after tau = tauExc or tauInh. Spikes arrive at xExc and xInh. It is integrated exactly.
 *
 * @see Rall (1967), doi:10.1152/jn.1967.30.5.1138; Rotter & Diesmann (1999), doi:10.1007/s004220050570
 */
export const alphaLif = {
  ...lif,
  equations: {
    "dv/dt": "(vRest - v + rMem * (iDrive + iExc + iInh)) / tauMem",
    "diExc/dt": "(exp(1) * xExc - iExc) / tauExc",
    "dxExc/dt": "-xExc / tauExc",
    "diInh/dt": "(exp(1) * xInh - iInh) / tauInh",
    "dxInh/dt": "-xInh / tauInh",
  },
} as const;
