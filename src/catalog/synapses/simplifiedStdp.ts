/**
 * Simplified STDP for networks whose neurons spike at most once for an image: only the order of spikes matters, not the
 * time between them. At a postsynaptic spike,
 *
 *     Δw = aPlus · w (1 − w) for synapses whose presynaptic neuron has spiked, else aMinus · w (1 − w).
 *
 * `x` is 1 from the presynaptic spike on. It must be reset for each image: `present(…, { reset: [sim.state.wire.x] })`.
 *
 * @see Kheradpisheh, Ganjtabesh, Thorpe & Masquelier (2018), doi:10.1016/j.neunet.2017.12.005, equation 2
 */
export const simplifiedStdp = {
  equations: { "dx/dt": "0 / ms" },
  parameters: { aPlus: 0.004, aMinus: -0.003 },
  onPre: { x: "1" },
  onPost: { w: "clip(w + where(x > 0.5, aPlus, aMinus) * w * (1 - w), 0, 1)" },
} as const;
