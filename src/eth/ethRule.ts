import { diehlCookStdp } from "../catalog/synapses/diehlCookStdp.js";
import { exponentialStdp } from "../catalog/synapses/exponentialStdp.js";
import { powerLawStdp } from "../catalog/synapses/powerLawStdp.js";
import { prePostStdp } from "../catalog/synapses/prePostStdp.js";
import { checkName } from "../check/names.js";
import { type SynapseModel, synapse } from "../model/synapse.js";
import { ms } from "../units/units.js";
import type { EthNumberName } from "./ethNumbers.js";

/** Learning rates and the bound of the input weights, for the network's number of pixels, and time constants in ms. */
interface Learning {
  readonly etaPre: number;
  readonly etaPost: number;
  readonly wMax: number;
  readonly tauPre: number;
  readonly tauPost: number;
  readonly tauPost2: number;
}

/**
 * The rules of Diehl & Cook (2015), "Learning", by name; the triplet rule is that of their published code. Rules that
 * change weights only at postsynaptic spikes use only etaPost, and have one trace.
 */
const RULES = {
  triplet: ({ etaPre, etaPost, wMax, tauPre, tauPost, tauPost2 }) => {
    const taus = { tauPre: ms(tauPre), tauPost1: ms(tauPost), tauPost2: ms(tauPost2) };
    return synapse({ ...diehlCookStdp, parameters: { ...diehlCookStdp.parameters, etaPre, etaPost, wMax, ...taus } });
  },
  prePost: ({ etaPre, etaPost, wMax, tauPre, tauPost }) => {
    const taus = { tauPre: ms(tauPre), tauPost: ms(tauPost) };
    return synapse({ ...prePostStdp, parameters: { ...prePostStdp.parameters, etaPre, etaPost, wMax, ...taus } });
  },
  powerLaw: ({ etaPost, wMax, tauPre }) => {
    const parameters = { ...powerLawStdp.parameters, eta: etaPost, wMax, tauPre: ms(tauPre) };
    return synapse({ ...powerLawStdp, parameters });
  },
  exponential: ({ etaPost, wMax, tauPre }) => {
    const parameters = { ...exponentialStdp.parameters, eta: etaPost, wMax, tauPre: ms(tauPre) };
    return synapse({ ...exponentialStdp, parameters });
  },
} as const satisfies Readonly<Record<string, (learning: Learning) => SynapseModel>>;

export type EthRule = keyof typeof RULES;

/** The rules that use a number, for numbers that not all rules use. */
export const RULES_WITH: { readonly [Name in EthNumberName]?: readonly EthRule[] } = {
  etaPre: ["triplet", "prePost"],
  tauPost: ["triplet", "prePost"],
  tauPost2: ["triplet"],
};

export const ETH_RULES = Object.keys(RULES) as readonly EthRule[];

/** @throws InputError for an unknown name */
export function checkRule(where: string, rule: unknown): EthRule {
  checkName(where, "a rule", rule, ETH_RULES);
  return rule as EthRule;
}

/** How the input weights learn. */
export const learningRule = (rule: EthRule, learning: Learning): SynapseModel => RULES[rule](learning);
