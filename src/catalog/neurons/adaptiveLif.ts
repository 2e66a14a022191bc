import { ms, mV } from "../../units/units.js";
import { lif } from "./lif.js";

/**
 * The leaky integrate-and-fire neuron with a threshold that each spike raises by thetaPlus and that decays,
 *
 *     tauTheta dtheta/dt = −theta,   spike if v > vThresh + theta,
 *
 * so that under a constant current it fires fast at first and then more slowly.
 *
 * @see Bellec, Salaj, Subramoney, Legenstein & Maass (2018), arXiv:1803.09574
 */
export const adaptiveLif = {
  ...lif,
  equations: { ...lif.equations, "dtheta/dt": "-theta / tauTheta" },
  parameters: { ...lif.parameters, tauTheta: ms(100), thetaPlus: mV(2) },
  threshold: "v > vThresh + theta",
  reset: { v: "vReset", theta: "theta + thetaPlus" },
} as const;
