import { mS, mV, uA, uF } from "../../units/units.js";

/**
 * The equations of Hodgkin & Huxley (1952), eqs. 7, 12–16, 20–21, 23–24 and 26, and table 3, for 1 cm² of squid axon at
 * 6.3 °C, with the potential in the modern sign convention and a rest of −65 mV:
 *
 *     cMem dv/dt = iDrive − gNa m³h (v − eNa) − gK n⁴ (v − eK) − gLeak (v − eLeak),   dx/dt = αₓ (1 − x) − βₓ x.
 *
 * α of m and n is written with φ₁(z) = (e^z − 1)/z, which is defined everywhere. A spike is an upward crossing of 0 mV:
 * the neuron is refractory while v stays above, and nothing is reset or held. By default it is integrated by the
 * exponential midpoint rule, which is stable for every step, with intervals 0.3 % too long at 0.05 ms; `method: "rk4"`
 * is accurate to 0.1 % at 0.05 ms and unstable at 0.1 ms.
 *
 * @see doi:10.1113/jphysiol.1952.sp004764
 */
export const hodgkinHuxley = {
  equations: {
    "dv/dt": "(iDrive - iNa - iK - iLeak) / cMem",
    iNa: "gNa * m^3 * h * (v - eNa)",
    iK: "gK * n^4 * (v - eK)",
    iLeak: "gLeak * (v - eLeak)",
    "dm/dt": "alphaM * (1 - m) - betaM * m",
    "dh/dt": "alphaH * (1 - h) - betaH * h",
    "dn/dt": "alphaN * (1 - n) - betaN * n",
    alphaM: "1 / phi1(-(v + 40 * mV) / (10 * mV)) / ms",
    betaM: "4 * exp(-(v + 65 * mV) / (18 * mV)) / ms",
    alphaH: "0.07 * exp(-(v + 65 * mV) / (20 * mV)) / ms",
    betaH: "1 / (1 + exp(-(v + 35 * mV) / (10 * mV))) / ms",
    alphaN: "0.1 / phi1(-(v + 55 * mV) / (10 * mV)) / ms",
    betaN: "0.125 * exp(-(v + 65 * mV) / (80 * mV)) / ms",
  },
  parameters: {
    cMem: uF(1),
    gNa: mS(120),
    gK: mS(36),
    gLeak: mS(0.3),
    eNa: mV(50),
    eK: mV(-77),
    eLeak: mV(-54.387),
    iDrive: uA(0),
  },
  initial: { v: mV(-65), m: 0.0529, h: 0.5961, n: 0.3177 },
  threshold: "v > 0 * mV",
  refractory: "v > 0 * mV",
} as const;
