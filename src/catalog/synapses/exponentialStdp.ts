import { powerLawStdp } from "./powerLawStdp.js";

/**
 * The second rule of Diehl & Cook (2015), with exponential weight dependence: weights change only at postsynaptic
 * spikes,
 *
 *     post: w ← w + eta (xPre e^{−beta w} − xTar e^{−beta (wMax − w)}),   0 ≤ w ≤ wMax.
 *
 * For a constant trace the weight converges to wMax/2 + ln(xPre/xTar)/(2 beta). The paper gives no values; these are of
 * the order of its others.
 *
 * @see doi:10.3389/fncom.2015.00099, "Learning"
 */
export const exponentialStdp = {
  ...powerLawStdp,
  parameters: { eta: 0.01, xTar: 0.4, wMax: 1, beta: 1, tauPre: powerLawStdp.parameters.tauPre },
  onPost: { w: "clip(w + eta * (xPre * exp(-beta * w) - xTar * exp(-beta * (wMax - w))), 0, wMax)" },
} as const;
