import { srm0 } from "./srm0.js";

/**
 * The cumulative spike response model: `srm0` in which the after-potentials of all spikes add up,
 *
 *     eta = −etaReset · Σ e^{−(t − spike)/tauEta},
 *
 * so that the rate adapts: at a constant h it approaches the rate whose mean eta is consistent with it.
 *
 * @see Gerstner & van Hemmen (1992), doi:10.1088/0954-898X_3_2_004; Gerstner, Kistler, Naud & Paninski (2014), Neuronal
 *   Dynamics, chapter 6
 */
export const spikeResponse = { ...srm0, reset: { eta: "eta - etaReset" } } as const;
