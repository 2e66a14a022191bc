import { checkName, checkOptions, optionsOf } from "../../check/names.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { sparse } from "../../model/pattern.js";
import { type Population, population } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { normal, uniform } from "../../model/values.js";
import { mV, nS } from "../../units/units.js";
import { conductanceLif } from "../neurons/conductanceLif.js";
import { currentLif } from "../neurons/currentLif.js";

export interface Brette2007Options {
  /** "COBA", conductance-based synapses (benchmark 1), or "CUBA", current-based ones (benchmark 2). Default "COBA". */
  readonly benchmark?: "COBA" | "CUBA";
  /** A multiple of 5; four fifths are excitatory. Default 4000, which the weights suit. */
  readonly neurons?: number;
}

const OPTIONS = optionsOf<Brette2007Options>({ benchmark: true, neurons: true });
/** The number of synapses onto a neuron, independent of the number of neurons. */
const SYNAPSES = 0.02 * 4000;

/**
 * The benchmarks "COBA" and "CUBA": excitatory and inhibitory integrate-and-fire neurons, 4 : 1, randomly connected
 * with a probability of 2 %, which sustain irregular activity without any input.
 *
 * @throws ModelError for options that do not fit
 * @see Brette et al. (2007), doi:10.1007/s10827-007-0038-6, appendix 2, after Vogels & Abbott (2005),
 *   doi:10.1523/JNEUROSCI.3508-05.2005; initial values as in Brian 2's examples COBAHH and CUBA
 */
export function brette2007(options: Brette2007Options = {}): Network<{
  readonly exc: Population<"v" | "gExc" | "gInh">;
  readonly inh: Population<"v" | "gExc" | "gInh">;
  readonly excToExc: Projection;
  readonly excToInh: Projection;
  readonly inhToExc: Projection;
  readonly inhToInh: Projection;
}> {
  const where = "brette2007";
  checkOptions(where, options, OPTIONS, { example: '{ benchmark: "CUBA" }', Problem: ModelError });
  const { benchmark = "COBA", neurons = 4000 } = options;
  checkName(`${where}, benchmark`, "a benchmark", benchmark, ["COBA", "CUBA"], ModelError);
  wholeNumber(`${where}, neurons`, neurons, 5, 2 ** 24, { multipleOf: 5, Problem: ModelError });
  const probability = Math.min(1, SYNAPSES / neurons);
  const isCoba = benchmark === "COBA";
  const model = isCoba
    ? neuron({
        ...conductanceLif,
        initial: { v: normal(mV(-65), mV(5)), gExc: normal(nS(40), nS(15)), gInh: normal(nS(200), nS(120)) },
      })
    : neuron({ ...currentLif, initial: { v: uniform(mV(-60), mV(-50)) } });
  const [excitation, inhibition] = isCoba ? [nS(6), nS(67)] : [mV(1.62), mV(-9)];
  const [exc, inh] = [population(0.8 * neurons, model), population(0.2 * neurons, model)];
  const from = (pre: Population, post: Population<"v" | "gExc" | "gInh">) =>
    pre === exc
      ? connect(pre, post, { to: "gExc", w: excitation, pattern: sparse({ probability }) })
      : connect(pre, post, { to: "gInh", w: inhibition, pattern: sparse({ probability }) });
  return network({
    ...{ exc, inh },
    excToExc: from(exc, exc),
    excToInh: from(exc, inh),
    inhToExc: from(inh, exc),
    inhToInh: from(inh, inh),
  });
}
