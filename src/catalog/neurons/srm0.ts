import { Hz, ms, mV } from "../../units/units.js";

/**
 * The spike response model SRM₀ with escape noise: the potential is the input, filtered by the kernel of a spike's
 * effect, plus an after-potential since the last spike, and a neuron fires at random with the rate
 *
 *     rho = rho0 · exp((h + eta − vThresh)/deltaV),   eta = −etaReset · e^{−(t − last spike)/tauEta},
 *
 * so that at a constant h a step has a spike with probability 1 − e^{−rho·dt}. Spikes arrive at h, with the kernel
 * e^{−t/tauMem}. Only eta is reset, and only the last spike counts for it.
 *
 * @see Gerstner & van Hemmen (1992), doi:10.1088/0954-898X_3_2_004; Gerstner, Kistler, Naud & Paninski (2014), Neuronal
 *   Dynamics, sections 9.1 and 9.3
 */
export const srm0 = {
  equations: {
    "dh/dt": "(vDrive - h) / tauMem",
    "deta/dt": "-eta / tauEta",
    rho: "rho0 * exp((h + eta - vThresh) / deltaV)",
  },
  parameters: {
    tauMem: ms(10),
    tauEta: ms(20),
    rho0: Hz(100),
    vThresh: mV(15),
    deltaV: mV(2),
    etaReset: mV(20),
    vDrive: mV(0),
  },
  threshold: "rand() < 1 - exp(-rho * dt)",
  reset: { eta: "-etaReset" },
} as const;
