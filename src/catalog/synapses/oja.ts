import { ms } from "../../units/units.js";

/**
 * Oja's rule, dw/dt = eta y (x − y w), for spikes: a postsynaptic spike is y, and traces, whose means are rate · tau, are the
 * rates x and y that it meets,
 *
 *     post: w ← w + eta (xPre − xPost w),
 *
 * with xPost from before the spike. Between independent Poisson spikes of the rates x and y a weight goes to x/y; of a neuron
 * whose rate is y = Σ w x, the squared weights go to the sum 1.
 *
 * @see Oja (1982), doi:10.1007/BF00275687
 */
export const oja = {
  equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
  parameters: { eta: 1e-3, tau: ms(20) },
  onPre: { xPre: "xPre + 1" },
  onPost: { w: "w + eta * (xPre - xPost * w)", xPost: "xPost + 1" },
} as const;
