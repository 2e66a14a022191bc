import { ms } from "../../units/units.js";

/**
 * The third rule of Diehl & Cook (2015), with changes at spikes of both sides and power-law weight dependence,
 *
 *     pre:  w ← w − etaPre xPost w^mu,   post: w ← w + etaPost (xPre − xTar) (wMax − w)^mu,   0 ≤ w ≤ wMax.
 *
 * The fourth, a triplet rule, is `diehlCookStdp`. The paper gives no values; these are of the order of its others.
 *
 * @see doi:10.3389/fncom.2015.00099, "Learning"
 */
export const prePostStdp = {
  equations: { "dxPre/dt": "-xPre / tauPre", "dxPost/dt": "-xPost / tauPost" },
  parameters: { etaPre: 1e-4, etaPost: 1e-2, xTar: 0.4, wMax: 1, mu: 0.2, tauPre: ms(20), tauPost: ms(20) },
  onPre: { w: "clip(w - etaPre * xPost * max(w, 0)^mu, 0, wMax)", xPre: "xPre + 1" },
  onPost: { w: "clip(w + etaPost * (xPre - xTar) * max(wMax - w, 0)^mu, 0, wMax)", xPost: "xPost + 1" },
} as const;
