import { checkName, checkOptions, optionsOf } from "../../check/names.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { ModelError } from "../../errors.js";
import { type Network, network } from "../../model/network.js";
import { neuron } from "../../model/neuron.js";
import { type Population, poisson, population, type SpikeSource } from "../../model/population.js";
import { connect, type Projection } from "../../model/projection.js";
import { synapse } from "../../model/synapse.js";
import { uniform } from "../../model/values.js";
import { ms, mV, us } from "../../units/units.js";
import { mstdp } from "../synapses/mstdp.js";
import { mstdpet } from "../synapses/mstdpet.js";

export interface Florian2007Options {
  /** Default "MSTDPET". */
  readonly rule?: "MSTDP" | "MSTDPET";
  /** Inputs, the first half for one of two signals; half of each are excitatory. A multiple of 4. Default 60. */
  readonly inputs?: number;
  /** Default 60. */
  readonly hidden?: number;
}

const OPTIONS = optionsOf<Florian2007Options>({ rule: true, inputs: true, hidden: true });

/** The largest weight, in mV. */
const W_MAX = 5;

const rewarded = neuron({
  equations: { "dv/dt": "(vRest - v) / tauMem", "dreward/dt": "-reward / tauReward" },
  // A reward decays within the step after the one in which it came.
  parameters: { tauMem: ms(20), vRest: mV(-70), vThresh: mV(-54), tauReward: us(1) },
  initial: { v: mV(-70), reward: 0 },
  threshold: "v > vThresh",
  reset: { v: "vRest" },
});

type Rewarded = Population<"v" | "reward">;

/**
 * The network of the XOR experiment of Florian (2007): inputs onto hidden neurons onto one output neuron, all by
 * reward-modulated synapses. Half of the inputs inhibit. Every spike of the output neuron delivers a reward, of the
 * size that is written to the weights of `criticToHidden` and `criticToOutput`: 1 while it should spike, −1 while it
 * should not. In the experiment, inputs of a signal that is 1 fire at 40 Hz, others not at all, for 500 ms each, in
 * steps of 1 ms.
 *
 * @throws ModelError for options that do not fit
 * @see doi:10.1162/neco.2007.19.6.1468, "Solving the XOR problem: rate-coded input"
 */
export function florian2007(options: Florian2007Options = {}): Network<{
  readonly exc: SpikeSource & { readonly input: "rates" };
  readonly inh: SpikeSource & { readonly input: "rates" };
  readonly hidden: Rewarded;
  readonly output: Rewarded;
  readonly criticToHidden: Projection;
  readonly criticToOutput: Projection;
  readonly excToHidden: Projection;
  readonly inhToHidden: Projection;
  readonly hiddenToOutput: Projection;
}> {
  const where = "florian2007";
  checkOptions(where, options, OPTIONS, { example: '{ rule: "MSTDP" }', Problem: ModelError });
  const { rule = "MSTDPET", inputs = 60, hidden: size = 60 } = options;
  checkName(`${where}, rule`, "a rule", rule, ["MSTDP", "MSTDPET"], ModelError);
  wholeNumber(`${where}, inputs`, inputs, 4, 2 ** 16, { multipleOf: 4, Problem: ModelError });
  wholeNumber(`${where}, hidden`, size, 1, 2 ** 16, { Problem: ModelError });
  const [exc, inh] = [poisson(inputs / 2), poisson(inputs / 2)];
  const [hidden, output] = [population(size, rewarded), population(1, rewarded)];
  const model = rule === "MSTDP" ? mstdp : mstdpet;
  // The reward is a variable of the neurons, as it arrives by spikes.
  const equations = { ...model.equations, reward: "post.reward" };
  const { reward: _, ...parameters } = model.parameters;
  const excitatory = synapse({ ...model, equations, parameters, bounds: { w: [mV(0), mV(W_MAX)] } });
  const inhibitory = synapse({ ...model, equations, parameters, bounds: { w: [mV(-W_MAX), mV(0)] } });
  // The paper multiplies changes by the reward of the next step, in which the output neuron responds to these spikes.
  const late = { delay: ms(1), postDelay: ms(1) };
  return network({
    ...{ exc, inh, hidden, output },
    // The rewards come first, so that they affect learning in the same step.
    criticToHidden: connect(output, hidden, { to: "reward", w: Array(size).fill(0) }),
    criticToOutput: connect(output, output, { to: "reward", w: [0] }),
    excToHidden: connect(exc, hidden, { to: "v", w: uniform(mV(0), mV(W_MAX)), plasticity: excitatory, ...late }),
    inhToHidden: connect(inh, hidden, { to: "v", w: uniform(mV(-W_MAX), mV(0)), plasticity: inhibitory, ...late }),
    hiddenToOutput: connect(hidden, output, { to: "v", w: uniform(mV(0), mV(W_MAX)), plasticity: excitatory }),
  });
}
