import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { MOST as MOST_ANSWERS } from "../learning/labelVoteState.js";

/**
 * The numbers that determine the result of an ETH run. Those of the input weights are for images of 784 pixels; for
 * other images they scale with 784 / pixels, see {@link diehlCook2015}.
 */
export interface EthNumbers {
  /** Excitatory neurons; the network of Diehl & Cook has as many inhibitory ones. */
  readonly neurons: number;
  /** Weight from each excitatory neuron to its inhibitory partner. */
  readonly excitation: number;
  /** Weight from each inhibitory neuron (or excitatory neuron, in networks without inhibitory ones) to the others. */
  readonly inhibition: number;
  /** Fraction of the other neurons that are inhibited. */
  readonly inhibitionProbability: number;
  /** Largest inhibition if it grows with the distance. */
  readonly maxInhibition: number;
  /** Neurons that see the same window; rows and columns of windows; and distance between windows. */
  readonly filters: number;
  readonly size: number;
  readonly stride: number;
  /** Sum of the input weights of each excitatory neuron. */
  readonly normalize: number;
  /** Largest input weight. */
  readonly wMax: number;
  /** Learning rate of depression, at a presynaptic spike. */
  readonly etaPre: number;
  /** Learning rate of potentiation, at a postsynaptic spike. */
  readonly etaPost: number;
  /** Time constants of the traces of the learning rule, in ms. */
  readonly tauPre: number;
  readonly tauPost: number;
  readonly tauPost2: number;
  /** By how much a spike raises an excitatory neuron's threshold, in mV. */
  readonly thetaPlus: number;
  /** Time constant of the adaptive threshold, in ms. */
  readonly tauTheta: number;
  /** By how much a neuron's first spike raises its threshold, in mV; 0 as all others. */
  readonly thetaFirst: number;
  /** Spikes of a neuron in which this falls to thetaPlus, by a factor of e. */
  readonly thetaSpikes: number;
  /** Step in ms. */
  readonly dt: number;
  /** Duration of a digit, in ms. */
  readonly presentation: number;
  /** Time without input after each digit, in ms. */
  readonly rest: number;
  /** Firing rate of a white pixel in Hz. */
  readonly rate: number;
  /** Mean over a digit's pixels to which each digit is scaled, as a fraction of white; 0 leaves digits as they are. */
  readonly brightness: number;
  /** With fewer excitatory spikes, a digit is presented again, more brightly. */
  readonly minSpikes: number;
  /** Training digits in a pass: the first ones, in order. */
  readonly examples: number;
  readonly passes: number;
  /** Training digits learned side by side, each from the same state; 1 is the algorithm of the paper. */
  readonly batch: number;
  /** Training digits, from the first on, that determine the labels of neurons. */
  readonly labelExamples: number;
  /** Test digits, from the first on. */
  readonly testExamples: number;
  /** How often each of both is shown; its spikes are added. */
  readonly repeats: number;
  /** Number of digits that the running accuracy covers, and between points of its curve. */
  readonly updateInterval: number;
  readonly seed: number;
}

export type EthNumberName = keyof EthNumbers;

interface NumberRule {
  readonly group: "Network" | "Presentation" | "Training and test";
  readonly meaning: string;
  /** "" for a plain number. */
  readonly unit: "" | "ms" | "mV" | "Hz" | "n";
  readonly initial: number | undefined;
  /** In words, if `initial` depends on the data. */
  readonly initialText?: string;
  readonly least: number;
  /** Whether `least` itself is excluded. */
  readonly above?: true;
  readonly most?: number;
}

const network = { group: "Network", unit: "", least: 0 } as const;
const shown = { group: "Presentation", least: 0 } as const;
const training = { group: "Training and test", unit: "n", least: 1 } as const;

/** What each number means, its allowed values, and its default. */
export const ETH_NUMBERS: Readonly<Record<EthNumberName, NumberRule>> = {
  neurons: {
    ...network,
    unit: "n",
    least: 1,
    initial: 400,
    meaning: "excitatory neurons",
  },
  excitation: { ...network, initial: 10.4, meaning: "weight from an excitatory neuron to its inhibitory partner" },
  inhibition: {
    ...network,
    initial: 17,
    initialText: "17; lmSnn: 12",
    meaning: "weight of the inhibition of other neurons",
  },
  inhibitionProbability: {
    ...network,
    most: 1,
    initial: 1,
    meaning: "fraction of the other neurons that are inhibited",
  },
  maxInhibition: { ...network, initial: 17, meaning: "largest inhibition of lmSnn, which grows with the distance" },
  filters: {
    ...network,
    unit: "n",
    least: 1,
    initial: 100,
    meaning: "neurons of locallyConnected for each window",
  },
  size: { ...network, unit: "n", least: 1, initial: 12, meaning: "rows and columns of a window of locallyConnected" },
  stride: { ...network, unit: "n", least: 1, initial: 4, meaning: "distance between windows of locallyConnected" },
  normalize: {
    ...network,
    above: true,
    initial: undefined,
    initialText: "78; locallyConnected: 78 · size² / pixels",
    meaning: "sum of a neuron's input weights",
  },
  wMax: { ...network, above: true, initial: 1, meaning: "largest input weight, at 784 pixels" },
  etaPre: {
    ...network,
    initial: 1e-4,
    meaning: "learning rate of depression, at a presynaptic spike and 784 pixels",
  },
  etaPost: {
    ...network,
    initial: 1e-2,
    meaning: "learning rate of potentiation, at a postsynaptic spike and 784 pixels",
  },
  tauPre: {
    ...network,
    unit: "ms",
    above: true,
    initial: 20,
    meaning: "time constant of the rule's presynaptic trace",
  },
  tauPost: { ...network, unit: "ms", above: true, initial: 20, meaning: "time constant of its postsynaptic trace" },
  tauPost2: {
    ...network,
    unit: "ms",
    above: true,
    initial: 40,
    meaning: "time constant of the triplet rule's second postsynaptic trace",
  },
  thetaPlus: { ...network, unit: "mV", initial: 0.05, meaning: "rise of the threshold at a spike" },
  tauTheta: { ...network, unit: "ms", above: true, initial: 1e7, meaning: "time constant of the adaptive threshold" },
  thetaFirst: {
    ...network,
    unit: "mV",
    initial: 0,
    initialText: "0, as all others",
    meaning: "rise of the threshold at a neuron's first spike",
  },
  thetaSpikes: {
    ...network,
    above: true,
    initial: 80,
    meaning: "spikes of a neuron in which this rise falls to --theta-plus",
  },
  dt: { ...shown, unit: "ms", above: true, initial: 0.5, meaning: "step" },
  presentation: { ...shown, unit: "ms", above: true, initial: 350, meaning: "duration of a digit" },
  rest: { ...shown, unit: "ms", initial: 150, meaning: "time without input after each digit" },
  rate: {
    ...shown,
    unit: "Hz",
    above: true,
    initial: 63.75,
    initialText: "63.75; with --data such that the mean pixel fires as MNIST's",
    meaning: "firing rate of a white pixel",
  },
  brightness: {
    ...shown,
    unit: "",
    most: 1,
    initial: 0,
    initialText: "0, as they are",
    meaning: "mean pixel to which each digit is scaled, as a fraction of white",
  },
  minSpikes: {
    ...shown,
    unit: "n",
    initial: 5,
    meaning: "excitatory spikes below which a digit is presented again, more brightly",
  },
  examples: { ...training, initial: undefined, initialText: "all", meaning: "training digits of a pass" },
  passes: { ...training, initial: 1, meaning: "passes over the training digits" },
  batch: { ...training, initial: 1, meaning: "digits learned side by side; above 1 is another algorithm" },
  labelExamples: {
    ...training,
    initial: undefined,
    initialText: "10000, or --examples if fewer",
    meaning: "training digits that assign neurons to classes",
  },
  testExamples: { ...training, initial: undefined, initialText: "all", meaning: "test digits" },
  repeats: {
    ...training,
    initial: 1,
    meaning: "how often each digit is shown for the labels and in the test; its spikes are added",
  },
  updateInterval: {
    ...training,
    most: MOST_ANSWERS,
    initial: 1000,
    meaning: "digits of the running accuracy, and between its points",
  },
  seed: { ...training, least: 0, initial: 0, meaning: "seed of all random numbers" },
};

export const ETH_NUMBER_NAMES = Object.keys(ETH_NUMBERS) as readonly EthNumberName[];

/** @throws InputError unless the value is a number that the rule allows */
export function checkEthNumber(where: string, name: EthNumberName, value: unknown): number {
  const { unit, least, above, most } = ETH_NUMBERS[name];
  return unit === "n" ? wholeNumber(where, value, least, most) : realNumber(where, value, { least, above, most, unit });
}
