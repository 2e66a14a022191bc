import { mS, ms, mV, uA, uF } from "../../units/units.js";

/**
 * The exponential integrate-and-fire neuron, with the values of the paper, for 1 cm² of membrane,
 *
 *     cMem dv/dt = −gLeak (v − vLeak) + gLeak deltaT exp((v − vThresh)/deltaT) + iDrive,
 *
 * which fires repetitively at currents above gLeak (vThresh − vLeak − deltaT). The paper's spike ends at infinity, this
 * one at vCut, from where the exponential takes less than a microsecond; beyond, it would overflow within a step.
 *
 * @see Fourcaud-Trocmé, Hansel, van Vreeswijk & Brunel (2003), doi:10.1523/JNEUROSCI.23-37-11628.2003
 */
export const exponentialIf = {
  equations: {
    "dv/dt": "(gLeak * (vLeak - v) + iSpike + iDrive) / cMem",
    iSpike: "gLeak * deltaT * exp((min(v, vCut) - vThresh) / deltaT)",
  },
  parameters: {
    cMem: uF(1),
    gLeak: mS(0.1),
    vLeak: mV(-65),
    vThresh: mV(-59.9),
    deltaT: mV(3.48),
    vReset: mV(-68),
    vCut: mV(-20),
    iDrive: uA(0),
  },
  initial: { v: mV(-65) },
  threshold: "v > vCut",
  reset: { v: "vReset" },
  refractory: ms(1.7),
} as const;
