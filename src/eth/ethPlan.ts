import type { Combine } from "../backend/backend.js";
import { SUM } from "../catalog/networks/diehlCook2015.js";
import { windowSum } from "../catalog/networks/locallyConnected.js";
import type { ImageDataset } from "../data/imageDataset.js";
import { InputError } from "../errors.js";
import type { BackendName } from "../simulate/backends.js";
import { checkCombine } from "../simulate/combine.js";
import { checkTogether, type EthConfig } from "./ethConfig.js";
import {
  checkConstants,
  type EthConstants,
  LABEL_EXAMPLES,
  MNIST_BRIGHTNESS,
  TUNED_NETWORKS,
  tunedConstants,
} from "./ethConstants.js";
import { dataSource, digestOfData, MNIST } from "./ethData.js";
import { ethNetwork } from "./ethNetwork.js";
import { ETH_NUMBER_NAMES, ETH_NUMBERS, type EthNumberName, type EthNumbers } from "./ethNumbers.js";
import { checkOrder, type EthOrder } from "./ethOrder.js";
import { checkRule, type EthRule, RULES_WITH } from "./ethRule.js";
import { checkTopology, type EthTopology, presetsOf, topologiesWith } from "./ethTopology.js";

/** Choices for a run; everything else is as in the paper, or from our own constants. */
export interface EthChoices extends Partial<EthNumbers> {
  /** Where numbers that are not given come from: "paper" by default. */
  readonly constants?: EthConstants;
  readonly backend?: BackendName | "auto";
  /** By default the network of Diehl & Cook (2015). */
  readonly network?: EthTopology;
  /** How the input weights learn; the triplet rule by default. */
  readonly rule?: EthRule;
  /** The order of the training digits: "given", or "shuffled" with the tuned constants. */
  readonly order?: EthOrder;
  readonly combine?: Combine;
  /** Folder of a data set in MNIST's format; MNIST by default. */
  readonly data?: string;
}

type EthChoiceName = keyof EthChoices;

/** The name of a choice where it was made, such as `eth train, --label-examples`, for error messages. */
type PlaceOf = (name: EthChoiceName) => string;

export interface EthDigits {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** Choices that may change when a run continues, as they do not affect the training so far. */
export const MAY_CHANGE: readonly string[] = ["passes", "labelExamples", "testExamples", "repeats"];

/**
 * The configuration of a new run.
 * @throws InputError for numbers that do not fit together, and for more examples than there are
 */
export function planRun(place: PlaceOf, choices: EthChoices, { train, test }: EthDigits): EthConfig {
  const network = checkTopology(place("network"), choices.network ?? "diehlCook2015");
  const rule = checkRule(place("rule"), choices.rule ?? "triplet");
  refuseUnused(place, choices, network, rule);
  const examples = choices.examples ?? train.size;
  const source = dataSource(choices.data);
  const constants = checkConstants(place("constants"), choices.constants ?? "paper");
  const tuned = numbersOf(place, constants, network, choices.neurons, examples);
  const isAsItIs = (choices.brightness ?? tuned.brightness ?? 0) === 0;
  const numbers: EthNumbers = {
    ...initialNumbers(),
    ...presetsOf(network),
    ...(source !== MNIST && isAsItIs ? { rate: rateFor(train) } : {}),
    labelExamples: Math.min(LABEL_EXAMPLES, examples),
    ...tuned,
    ...chosenNumbers(choices),
    examples,
    testExamples: choices.testExamples ?? test.size,
  };
  checkSizes(place, numbers, { train, test });
  checkTogether(place("dt"), numbers);
  if (choices.thetaSpikes !== undefined && numbers.thetaFirst === 0) {
    throw new InputError(
      `${place("thetaSpikes")}: found ${choices.thetaSpikes}, and all spikes raise the threshold alike, expected it only with ` +
        `${place("thetaFirst")} above 0. Give both, or leave it out.`,
    );
  }
  const { rows, columns, classes } = train;
  const data = { source, rows, columns, classes, sha256: digestOfData(train, examples) };
  const order = checkOrder(place("order"), choices.order ?? (constants === "tuned" ? "shuffled" : "given"));
  const combine = checkCombine(place("combine"), choices.combine ?? "sum");
  const config = { ...numbers, backend: choices.backend ?? "wasm", constants, network, rule, order, combine, data };
  return withSizes(config, { ...tuned, ...choices });
}

/**
 * The configuration of a run that continues.
 * @throws InputError for a choice that would make it a different run, or for other data
 */
export function replan(
  place: PlaceOf,
  choices: EthChoices,
  config: EthConfig,
  digits: EthDigits,
  trained: number,
): EthConfig {
  const changes = chosenNumbers(choices);
  const refuse = (name: EthChoiceName, found: number | string, expected: number | string) => {
    if (found === expected) return;
    throw new InputError(
      `${place(name)}: found ${found}, but the run has ${expected}. Leave it out, or start a new run.`,
    );
  };
  for (const [name, value] of Object.entries(changes) as [EthNumberName, number][]) {
    if (!MAY_CHANGE.includes(name)) refuse(name, value, config[name]);
  }
  if (choices.backend !== undefined) refuse("backend", choices.backend, config.backend);
  if (choices.constants !== undefined) refuse("constants", choices.constants, config.constants);
  if (choices.network !== undefined) refuse("network", choices.network, config.network);
  if (choices.rule !== undefined) refuse("rule", choices.rule, config.rule);
  if (choices.order !== undefined) refuse("order", choices.order, config.order);
  if (choices.combine !== undefined) refuse("combine", choices.combine, config.combine);
  if (choices.data !== undefined) refuse("data", dataSource(choices.data), config.data.source);
  const numbers = { ...config, ...changes };
  checkSizes(place, numbers, digits);
  if (numbers.examples * numbers.passes < trained) {
    throw new InputError(
      `${place("passes")}: found ${numbers.passes}, but ${trained} digits have been learned already. ` +
        "Give more passes, or start a new run.",
    );
  }
  if (digestOfData(digits.train, config.examples) !== config.data.sha256) {
    throw new InputError(
      `${place("data")}: found training digits in ${digits.train.source} other than those that the run began with. ` +
        "Restore the data, or start a new run.",
    );
  }
  return numbers;
}

/**
 * The numbers in which a set of constants differs from the paper's.
 * @throws InputError for constants that are not for the network
 */
function numbersOf(
  place: PlaceOf,
  constants: EthConstants,
  network: EthTopology,
  neurons: number | undefined,
  examples: number,
): Partial<EthNumbers> {
  if (constants === "paper") return {};
  if (TUNED_NETWORKS.includes(network)) return tunedConstants(neurons ?? Number(ETH_NUMBERS.neurons.initial), examples);
  throw new InputError(
    `${place("constants")}: found ${constants} with the network ${network}, expected the network ${TUNED_NETWORKS.join(" or ")}. ` +
      "Leave it out, and give numbers one by one.",
  );
}

/** @throws InputError for a number that the network or the rule does not use */
function refuseUnused(place: PlaceOf, choices: EthChoices, network: EthTopology, rule: EthRule): void {
  const check = (name: EthNumberName, chosen: string, kind: string, having: readonly string[] | undefined) => {
    if (choices[name] === undefined || having === undefined || having.includes(chosen)) return;
    throw new InputError(
      `${place(name)}: found this option with the ${kind} ${chosen}, which does not use it, expected it only with ` +
        `${having.join(", ")}. Leave it out, or choose another ${kind}.`,
    );
  };
  for (const name of ETH_NUMBER_NAMES) {
    check(name, network, "network", topologiesWith(name));
    check(name, rule, "rule", RULES_WITH[name]);
  }
}

/** Adds what follows from the other numbers: the sum of the weights, and the number of neurons. */
function withSizes(config: EthConfig, { normalize }: EthChoices): EthConfig {
  const { network, size, data } = config;
  if (network !== "locallyConnected") return { ...config, normalize: normalize ?? SUM };
  const windows = { ...config, normalize: normalize ?? windowSum(size, data.rows * data.columns) };
  return { ...windows, neurons: ethNetwork(windows).parts.exc.size };
}

/** Images with few bright pixels get at most this factor of the usual rate. */
const MOST_BRIGHTER = 2;

/** The rate of a white pixel for which the mean pixel of these images fires as often as MNIST's. */
function rateFor({ images }: ImageDataset): number {
  const { initial = 0 } = ETH_NUMBERS.rate;
  let sum = 0;
  for (const pixel of images) sum += pixel;
  const brightness = sum / images.length / 255;
  const factor = Math.min(MOST_BRIGHTER, MNIST_BRIGHTNESS / Math.max(brightness, Number.MIN_VALUE));
  return Number((initial * factor).toPrecision(4));
}

/** The numbers that were chosen. */
function chosenNumbers(choices: EthChoices): Partial<EthNumbers> {
  return Object.fromEntries(
    ETH_NUMBER_NAMES.filter((name) => choices[name] !== undefined).map((name) => [name, choices[name]]),
  );
}

/** The defaults that do not depend on the data; the others are added when the data is known. */
function initialNumbers(): EthNumbers {
  return Object.fromEntries(ETH_NUMBER_NAMES.map((name) => [name, ETH_NUMBERS[name].initial])) as unknown as EthNumbers;
}

function checkSizes(place: PlaceOf, numbers: EthNumbers, { train, test }: EthDigits): void {
  for (const [name, { size, source }, what] of [
    ["examples", train, "training"],
    ["labelExamples", train, "training"],
    ["testExamples", test, "test"],
  ] as const) {
    if (numbers[name] <= size) continue;
    throw new InputError(
      `${place(name)}: found ${numbers[name]}, expected at most the ${size} ${what} examples in ${source}.`,
    );
  }
  if (train.rows === test.rows && train.columns === test.columns) return;
  throw new InputError(
    `${place("data")}: found training images of ${train.rows} × ${train.columns} and test images of ` +
      `${test.rows} × ${test.columns}, expected the same size.`,
  );
}
