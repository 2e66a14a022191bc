import { exponentialStdp } from "../catalog/synapses/exponentialStdp.js";
import { powerLawStdp } from "../catalog/synapses/powerLawStdp.js";
import { prePostStdp } from "../catalog/synapses/prePostStdp.js";
import { checkName } from "../check/names.js";
import { type SynapseModel, synapse } from "../model/synapse.js";

/** Learning rates and bound of the input weights, for the network's number of pixels. */
interface Learning {
  readonly etaPre: number;
  readonly etaPost: number;
  readonly wMax: number;
}

/**
 * The rules of Diehl & Cook (2015), "Learning", by name; the triplet rule is that of their published code, which
 * `diehlCook2015` has by itself. A rule that changes weights at postsynaptic spikes only learns with etaPost.
 */
const RULES = {
  triplet: () => undefined,
  prePost: ({ etaPre, etaPost, wMax }) =>
    synapse({ ...prePostStdp, parameters: { ...prePostStdp.parameters, etaPre, etaPost, wMax } }),
  powerLaw: ({ etaPost, wMax }) =>
    synapse({ ...powerLawStdp, parameters: { ...powerLawStdp.parameters, eta: etaPost, wMax } }),
  exponential: ({ etaPost, wMax }) =>
    synapse({ ...exponentialStdp, parameters: { ...exponentialStdp.parameters, eta: etaPost, wMax } }),
} as const satisfies Readonly<Record<string, (learning: Learning) => SynapseModel | undefined>>;

export type EthRule = keyof typeof RULES;

export const ETH_RULES = Object.keys(RULES) as readonly EthRule[];

/** @throws InputError for an unknown name */
export function checkRule(where: string, rule: unknown): EthRule {
  checkName(where, "a rule", rule, ETH_RULES);
  return rule as EthRule;
}

/** What `diehlCook2015` has to be told of how the input weights learn. */
export function learningOf(rule: EthRule, learning: Learning): Learning | { readonly plasticity: SynapseModel } {
  const plasticity = RULES[rule](learning);
  return plasticity === undefined ? learning : { plasticity };
}
