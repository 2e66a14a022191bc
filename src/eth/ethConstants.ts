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

/** Neurons from which thresholds settle faster. */
const MANY = 1000;

/** Mean brightness of MNIST's training digits, from 0 to 1. */
export const MNIST_BRIGHTNESS = 0.1307;

/**
 * Constants of ours for the network of Diehl & Cook (2015), and for the same with direct inhibition, chosen by the accuracy on the last 10,000 training digits
 * after training on the others; `docs/results.md` has the reasons and the results.
 *
 * - Inputs fire twice as often through weights half as large: the same mean drive with less noise.
 * - All digits have the same brightness.
 * - Weights learn four times as fast relative to their size.
 * - From 1,000 neurons on, a neuron's first spikes raise its threshold by more (`diehlCookSettling`), thetaPlus is 0.1 mV, and
 *   tauTheta grows with the number of neurons, which each fire less often the more they are; and ten training digits for each
 *   neuron label them.
 */
export function tunedConstants(neurons: number, examples: number): Partial<EthNumbers> {
  return {
    rate: 127.5,
    normalize: 39,
    wMax: 0.5,
    brightness: MNIST_BRIGHTNESS,
    etaPre: 2e-4,
    etaPost: 2e-2,
    ...(neurons >= MANY && {
      thetaPlus: 0.1,
      thetaFirst: 0.3,
      thetaSpikes: 80,
      tauTheta: Number((4e7 * (neurons / 6400) ** 0.81).toPrecision(2)),
    }),
    labelExamples: Math.min(examples, Math.max(LABEL_EXAMPLES, 10 * neurons)),
  };
}
