import { nirCubaLif, nirLif } from "../../catalog/neurons/nir.js";
import { type NeuronModel, neuron } from "../../model/neuron.js";
import type { Value } from "../../model/values.js";

/** Parameters by their names in this library. */
export type Parameters = Readonly<Record<string, Value>> & { readonly vLeak: Value };

/** How a node's neurons are declared, and the names of its parameters. */
interface Model {
  /** NIR does not define an initial state: v starts at rest, as in the programs that graphs come from. */
  readonly make: (parameters: Parameters) => NeuronModel;
  /** The variable to which spikes are added. */
  readonly to: string;
  /** The name of the gain: what a spike of weight 1 adds in one time constant. */
  readonly gain: string;
  readonly tau: string;
  readonly times: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, string>>;
}

export const MODELS: Readonly<Record<string, Model>> = {
  LIF: {
    make: (parameters) => neuron({ ...nirLif, parameters, initial: { v: parameters.vLeak } }),
    to: "v",
    gain: "r",
    tau: "tau",
    times: { tau: "tau" },
    numbers: { r: "r", v_leak: "vLeak", v_threshold: "vThresh", v_reset: "vReset" },
  },
  CubaLIF: {
    make: (parameters) => neuron({ ...nirCubaLif, parameters, initial: { v: parameters.vLeak } }),
    to: "i",
    gain: "w_in",
    tau: "tau_syn",
    times: { tau_syn: "tauSyn", tau_mem: "tauMem" },
    numbers: { r: "r", v_leak: "vLeak", v_threshold: "vThresh", v_reset: "vReset", w_in: "wIn" },
  },
};

export const isModel = (type: string): boolean => Object.hasOwn(MODELS, type);

/** Defaults for parameters that older files may lack. */
export const DEFAULTS: Readonly<Record<string, number>> = { v_reset: 0, w_in: 1 };
