import { ms } from "../../units/units.js";

/**
 * The triplet rule of Pfister & Gerstner (2006), eqs. 1–4, with all spikes interacting. Traces xPre1, xPre2 (r₁, r₂ of
 * the paper) and xPost1, xPost2 (o₁, o₂) rise by 1 at each spike;
 *
 *     pre:  w ← w − wMax · xPost1 (a2Minus + a3Minus · xPre2),
 *     post: w ← w + wMax · xPre1 (a2Plus + a3Plus · xPost2),
 *
 * with xPre2 and xPost2 from before the spike, and w between 0 and wMax. The values are the full all-to-all fit to
 * visual cortex (table 4), in which potentiation needs a second postsynaptic spike and so grows with the firing rate.
 *
 * @see doi:10.1523/JNEUROSCI.1425-06.2006
 */
export const tripletStdp = {
  equations: {
    "dxPre1/dt": "-xPre1 / tauPlus",
    "dxPre2/dt": "-xPre2 / tauX",
    "dxPost1/dt": "-xPost1 / tauMinus",
    "dxPost2/dt": "-xPost2 / tauY",
  },
  parameters: {
    wMax: 1,
    a2Plus: 5e-10,
    a3Plus: 6.2e-3,
    a2Minus: 7e-3,
    a3Minus: 2.3e-4,
    tauPlus: ms(16.8),
    tauMinus: ms(33.7),
    tauX: ms(101),
    tauY: ms(125),
  },
  onPre: {
    w: "clip(w - wMax * xPost1 * (a2Minus + a3Minus * xPre2), 0, wMax)",
    xPre1: "xPre1 + 1",
    xPre2: "xPre2 + 1",
  },
  onPost: {
    w: "clip(w + wMax * xPre1 * (a2Plus + a3Plus * xPost2), 0, wMax)",
    xPost1: "xPost1 + 1",
    xPost2: "xPost2 + 1",
  },
} as const;
