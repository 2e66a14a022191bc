import { ms } from "../../units/units.js";
import { adaptiveLif } from "./adaptiveLif.js";

/**
 * `adaptiveLif` with an additive trace of its own spikes,
 *
 *     tauTrace dx/dt = −x,   at a spike: x ← x + xPlus,
 *
 * which rules can read as pre.x and post.x. For spikes at an interval T it tends to xPlus/(1 − e^{−T/tauTrace}) after
 * each. A trace that is set instead of raised counts only the last spike: reset: { …, x: "xPlus" }.
 *
 * @see Morrison, Diesmann & Gerstner (2008), doi:10.1007/s00422-008-0233-1, on traces of both kinds
 */
export const tracedLif = {
  ...adaptiveLif,
  equations: { ...adaptiveLif.equations, "dx/dt": "-x / tauTrace" },
  parameters: { ...adaptiveLif.parameters, tauTrace: ms(20), xPlus: 1 },
  reset: { ...adaptiveLif.reset, x: "x + xPlus" },
} as const;
