import { Hz, mV } from "../../units/units.js";
import { lif } from "./lif.js";

/**
 * The leaky integrate-and-fire neuron with a homeostatic threshold: every spike raises it, and it falls at a constant
 * rate, so that the neuron eventually fires at the rate rho0, whatever its input,
 *
 *     dtheta/dt = −etaTheta · rho0,   at a spike: theta ← theta + etaTheta;   spike if v > vThresh + theta.
 *
 * In any time T it fires rho0 · T + (change of theta)/etaTheta times. theta learns: it does not change in presentations
 * without learning.
 *
 * @see Lazar, Pipa & Triesch (2009), doi:10.3389/neuro.10.023.2009, intrinsic plasticity
 */
export const homeostaticLif = {
  ...lif,
  equations: { ...lif.equations, "dtheta/dt": "-etaTheta * rho0" },
  parameters: { ...lif.parameters, etaTheta: mV(0.1), rho0: Hz(10) },
  threshold: "v > vThresh + theta",
  reset: { v: "vReset", theta: "theta + etaTheta" },
  plastic: ["theta"],
} as const;
