import { ms } from "../../units/units.js";

/**
 * Oja's rule, dw/dt = eta y (x − y w), for spikes: a postsynaptic spike stands for y, and the traces, whose means are
 * rate · tau, for the rates x and y that it encounters,
 *
 *     post: w ← w + eta (xPre − xPost w),
 *
 * with xPost from before the spike. Between independent Poisson spikes with rates x and y, a weight converges to x/y;
 * for a neuron with the rate y = Σ w x, the sum of the squared weights converges to 1.
 *
 * @see Oja (1982), doi:10.1007/BF00275687
 */
export const oja = {
  equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
  parameters: { eta: 1e-3, tau: ms(20) },
  onPre: { xPre: "xPre + 1" },
  onPost: { w: "w + eta * (xPre - xPost * w)", xPost: "xPost + 1" },
} as const;
