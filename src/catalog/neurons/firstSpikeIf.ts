/**
 * Integrate-and-fire neuron without a leak that spikes at most once for an image: after its spike it is refractory
 * until the next presentation begins. Spikes are added to `v`, which must be reset for each image: `present(…, { reset:
 * [sim.state.cells.v] })`.
 *
 * @see Kheradpisheh, Ganjtabesh, Thorpe & Masquelier (2018), doi:10.1016/j.neunet.2017.12.005, equation 1
 */
export const firstSpikeIf = {
  equations: { "dv/dt": "0 / ms" },
  parameters: { vThresh: 15 },
  threshold: "v > vThresh",
  refractory: "t > 0 * ms",
} as const;
