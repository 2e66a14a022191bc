import { us } from "../../units/units.js";

/**
 * The neuron of McCulloch & Pitts (1943): it fires in a step if, in the step before, at least `least` excitatory spikes
 * of weight 1 have arrived, and no inhibitory spike, which is an absolute veto. Spikes arrive at exc and inh, which
 * decay within a step of 50 µs or more, while heardExc and heardInh take over their values. A step is the paper's
 * synaptic delay.
 *
 * @see doi:10.1007/BF02478259, "The theory: nets without circles"
 */
export const mcCullochPitts = {
  equations: {
    "dexc/dt": "-exc / tau",
    "dinh/dt": "-inh / tau",
    "dheardExc/dt": "(exc - heardExc) / tau",
    "dheardInh/dt": "(inh - heardInh) / tau",
  },
  parameters: { tau: us(1), least: 1 },
  threshold: "heardExc > least - 0.5 and heardInh < 0.5",
  // Each variable separately, from the values before the step: the exact solution would let all decay within the step.
  method: "exponentialEuler",
} as const;
