import { mS, mV, uA, uF } from "../../units/units.js";

/**
 * The model of Morris & Lecar (1981), eqs. 2 and 9, of barnacle muscle, for 1 cm² of membrane,
 *
 *     cMem dv/dt = iDrive − gLeak (v − eLeak) − gCa m∞(v) (v − eCa) − gK n (v − eK),   dn/dt = φ (n∞(v) − n)/τ(v),
 *
 * with the values of Rinzel & Ermentrout's type II excitability. Its resting state loses stability in a Hopf
 * bifurcation at 93.9 µA/cm² and regains it at 212. A spike is an upward crossing of 0 mV: the neuron is refractory
 * while v stays above, and nothing is reset or held.
 *
 * @see doi:10.1016/S0006-3495(81)84782-0; Rinzel & Ermentrout (1998), Analysis of neural excitability and oscillations,
 *   in Methods in Neuronal Modeling, appendix A
 */
export const morrisLecar = {
  equations: {
    "dv/dt": "(iDrive - iCa - iK - iLeak) / cMem",
    iCa: "gCa * (1 + tanh((v - v1) / v2)) / 2 * (v - eCa)",
    iK: "gK * n * (v - eK)",
    iLeak: "gLeak * (v - eLeak)",
    "dn/dt": "phi * rate * (nInf - n) / ms",
    nInf: "(1 + tanh((v - v3) / v4)) / 2",
    rate: "(exp((v - v3) / (2 * v4)) + exp(-(v - v3) / (2 * v4))) / 2",
  },
  parameters: {
    cMem: uF(20),
    gCa: mS(4.4),
    gK: mS(8),
    gLeak: mS(2),
    eCa: mV(120),
    eK: mV(-84),
    eLeak: mV(-60),
    v1: mV(-1.2),
    v2: mV(18),
    v3: mV(2),
    v4: mV(30),
    phi: 0.04,
    iDrive: uA(0),
  },
  initial: { v: mV(-60.855), n: 0.014915 },
  threshold: "v > 0 * mV",
  refractory: "v > 0 * mV",
} as const;
