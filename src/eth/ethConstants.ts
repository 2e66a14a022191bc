import { checkName } from "../check/names.js";
import type { EthNumbers } from "./ethNumbers.js";
import type { EthTopology } from "./ethTopology.js";

/** Which constants a run starts from: the published ones, or ours. */
export type EthConstants = "paper" | "tuned";

const ETH_CONSTANTS: readonly EthConstants[] = ["paper", "tuned"];

/** @throws InputError for an unknown name */
export function checkConstants(where: string, constants: unknown): EthConstants {
  checkName(where, "a set of constants", constants, ETH_CONSTANTS);
  return constants as EthConstants;
}

/** The networks for which ours were chosen. */
export const TUNED_NETWORKS: readonly EthTopology[] = ["diehlCook2015", "diehlCookV2"];

/** Least number of digits that label the neurons, if there are as many. */
export const LABEL_EXAMPLES = 10_000;

/** With more neurons, thresholds settle faster. */
const MANY = 2000;

/** Mean brightness of MNIST's training digits, from 0 to 1. */
export const MNIST_BRIGHTNESS = 0.13066;
/** Mean pixel to which our constants scale each digit: that of MNIST. */
const BRIGHTNESS = 0.1307;

/**
 * Constants of ours for the network of Diehl & Cook (2015), and for the same with direct inhibition, chosen by the
 * accuracy on 10,000 training digits after training on the others; `docs/results.md` has the reasons and the results.
 *
 * - Inputs fire twice as often through weights half as large: the same mean drive with less noise.
 * - All digits have the same brightness.
 * - Weights learn four times as fast relative to their size.
 * - The same number of spikes is shared by more neurons as the network grows: from 400 to 1,600 neurons, thetaPlus
 *   doubles and tauTheta triples, so that thresholds do not sink.
 * - Beyond 2,000 neurons, of which each learns only a few digits in a pass, a neuron's first spikes raise its threshold
 *   by more (`diehlCookSettling`), and tauTheta is in proportion to the number of neurons.
 * - From 1,000 neurons on, ten training digits for each neuron label them.
 */
export function tunedConstants(neurons: number, examples: number): Partial<EthNumbers> {
  const fourfold = Math.max(0, Math.log(neurons / 400) / Math.log(4));
  return {
    rate: 127.5,
    normalize: 39,
    wMax: 0.5,
    brightness: BRIGHTNESS,
    etaPre: 2e-4,
    etaPost: 2e-2,
    ...(neurons > MANY
      ? { thetaPlus: 0.1, thetaFirst: 0.3, thetaSpikes: 80, tauTheta: 6250 * neurons }
      : { thetaPlus: rounded(0.05 * 2 ** fourfold), tauTheta: rounded(1e7 * 3 ** fourfold) }),
    labelExamples: Math.min(examples, Math.max(LABEL_EXAMPLES, 10 * neurons)),
  };
}

const rounded = (value: number): number => Number(value.toPrecision(4));
