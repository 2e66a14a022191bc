import { MOhm, ms, mV, pA } from "../../units/units.js";

/**
 * The quadratic integrate-and-fire neuron, the normal form of a neuron near a saddle-node bifurcation on a circle,
 *
 *     tauMem dv/dt = a (v − vRest)(v − vCrit) + rMem iDrive,   at v > vCut: v ← vReset,
 *
 * which fires repetitively if rMem · iDrive > a (vCrit − vRest)²/4, at the interval tauMem/(a s) · [arctan((vCut −
 * m)/s) − arctan((vReset − m)/s)], with m = (vRest + vCrit)/2 and s² = rMem iDrive/a − (vCrit − vRest)²/4. The values
 * are typical ones.
 *
 * @see Latham, Richmond, Nelson & Nirenberg (2000), doi:10.1152/jn.2000.83.2.808; Gerstner, Kistler, Naud & Paninski
 *   (2014), Neuronal Dynamics, chapter 5
 */
export const quadraticIf = {
  equations: { "dv/dt": "(a * (v - vRest) * (v - vCrit) / mV + rMem * iDrive) / tauMem" },
  parameters: {
    a: 0.1,
    tauMem: ms(20),
    rMem: MOhm(100),
    vRest: mV(-65),
    vCrit: mV(-50),
    vReset: mV(-70),
    vCut: mV(0),
    iDrive: pA(0),
  },
  initial: { v: mV(-65) },
  threshold: "v > vCut",
  reset: { v: "vReset" },
} as const;
