import { ms, mV, nS, pA, pF } from "../../units/units.js";

/**
 * The adaptive exponential integrate-and-fire neuron, eqs. 1–3,
 *
 *     cMem dv/dt = −gLeak (v − eLeak) + gLeak deltaT exp((v − vThresh)/deltaT) − w + iDrive,
 *     tauW dw/dt = a (v − eLeak) − w,   at a spike: v ← eLeak, w ← w + b,
 *
 * with the paper's values of a regularly spiking pyramidal cell. The paper's spike ends at 20 mV, this one at vCut =
 * −40 mV, from where the exponential takes less than 0.06 ms to 20 mV; beyond, it would overflow within a step.
 *
 * @see Brette & Gerstner (2005), doi:10.1152/jn.00686.2005
 */
export const adEx = {
  equations: {
    "dv/dt": "(gLeak * (eLeak - v) + iSpike - w + iDrive) / cMem",
    iSpike: "gLeak * deltaT * exp((min(v, vCut) - vThresh) / deltaT)",
    "dw/dt": "(a * (v - eLeak) - w) / tauW",
  },
  parameters: {
    cMem: pF(281),
    gLeak: nS(30),
    eLeak: mV(-70.6),
    vThresh: mV(-50.4),
    deltaT: mV(2),
    tauW: ms(144),
    a: nS(4),
    b: pA(80.5),
    vCut: mV(-40),
    iDrive: pA(0),
  },
  initial: { v: mV(-70.6) },
  threshold: "v > vCut",
  reset: { v: "eLeak", w: "w + b" },
} as const;
