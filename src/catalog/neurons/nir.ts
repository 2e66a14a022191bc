import { second } from "../../units/units.js";

/**
 * The leaky integrate-and-fire neuron of the Neuromorphic Intermediate Representation, node `LIF`,
 *
 *     tau dv/dt = (vLeak − v) + r · bias,   at v > vThresh: v ← vReset,
 *
 * dimensionless except for the time. Spikes arrive at v.
 *
 * @see Pedersen et al. (2024), doi:10.1038/s41467-024-52259-9
 */
export const nirLif = {
  equations: { "dv/dt": "(vLeak - v + r * bias) / tau" },
  parameters: { tau: second(0.02), r: 1, vLeak: 0, vThresh: 1, vReset: 0, bias: 0 },
  threshold: "v > vThresh",
  reset: { v: "vReset" },
} as const;

/**
 * The leaky integrate-and-fire neuron with exponential synaptic current of the Neuromorphic Intermediate
 * Representation, node `CubaLIF`,
 *
 *     tauSyn di/dt = −i + wIn · bias,   tauMem dv/dt = (vLeak − v) + r i,   at v > vThresh: v ← vReset,
 *
 * dimensionless except for the time. Spikes arrive at i.
 *
 * @see Pedersen et al. (2024), doi:10.1038/s41467-024-52259-9
 */
export const nirCubaLif = {
  equations: { "di/dt": "(wIn * bias - i) / tauSyn", "dv/dt": "(vLeak - v + r * i) / tauMem" },
  parameters: {
    tauSyn: second(0.005),
    tauMem: second(0.02),
    r: 1,
    vLeak: 0,
    vThresh: 1,
    vReset: 0,
    wIn: 1,
    bias: 0,
  },
  threshold: "v > vThresh",
  reset: { v: "vReset" },
} as const;
