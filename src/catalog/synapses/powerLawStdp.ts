import { ms } from "../../units/units.js";

/**
 * The first rule of Diehl & Cook (2015), with power-law weight dependence: weights change only at postsynaptic spikes,
 *
 *     post: w ← w + eta (xPre − xTar) (wMax − w)^mu,   0 ≤ w ≤ wMax,
 *
 * so that inputs whose trace is below the target when the neuron fires lose weight. The paper gives no values; these
 * are of the order of its others.
 *
 * @see doi:10.3389/fncom.2015.00099, "Learning"
 */
export const powerLawStdp = {
  equations: { "dxPre/dt": "-xPre / tauPre" },
  parameters: { eta: 0.01, xTar: 0.4, wMax: 1, mu: 0.2, tauPre: ms(20) },
  onPre: { xPre: "xPre + 1" },
  onPost: { w: "clip(w + eta * (xPre - xTar) * max(wMax - w, 0)^mu, 0, wMax)" },
} as const;
