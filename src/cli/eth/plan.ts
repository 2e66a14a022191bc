import type { ImageDataset } from "../../data/imageDataset.js";
import { InputError } from "../../errors.js";
import { checkTogether, type EthConfig } from "../../eth/ethConfig.js";
import { dataSource, digestOfData, readData } from "../../eth/ethData.js";
import { ETH_NUMBER_NAMES, ETH_NUMBERS, type EthNumberName, type EthNumbers } from "../../eth/ethNumbers.js";
import { checkCombine } from "../../simulate/combine.js";
import { Meter } from "./meter.js";
import { flagOf, type GivenNumbers, type TrainOptions } from "./options.js";

/** Digits that label the neurons, unless somebody says otherwise. */
const LABEL_EXAMPLES = 10_000;

/** What may change when a run goes on: it does not concern what has been trained so far. */
const MAY_CHANGE: readonly string[] = ["passes", "labelExamples", "testExamples"];

export interface Data {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** Reads both parts of a data set, and downloads MNIST where it is nowhere. */
export async function loadDigits(source: string, split: "train" | "test"): Promise<ImageDataset> {
  let meter: Meter | undefined;
  const onProgress = ({ received, total }: { received: number; total: number }) => {
    meter ??= new Meter(`downloading ${source} (${split})`, total, "bytes");
    meter.update(received);
  };
  const digits = await readData(source, split, { onProgress });
  meter?.end();
  return digits;
}

/** The configuration of a new run. */
export function planRun(options: TrainOptions, { train, test }: Data): EthConfig {
  const examples = options.examples ?? train.size;
  const numbers: EthNumbers = {
    ...initialNumbers(),
    ...givenNumbers(options),
    examples,
    labelExamples: options.labelExamples ?? Math.min(LABEL_EXAMPLES, examples),
    testExamples: options.testExamples ?? test.size,
  };
  checkSizes(numbers, { train, test });
  checkTogether("eth train", numbers);
  const { rows, columns, classes } = train;
  const source = dataSource(options.data);
  const data = { source, rows, columns, classes, sha256: digestOfData(train, examples) };
  const combine = checkCombine("eth train, --combine", options.combine ?? "sum");
  return { ...numbers, backend: options.backend ?? "wasm", combine, data };
}

/**
 * The configuration of a run that goes on.
 * @throws InputError for an option that would make another run of it, or for other data
 */
export function replan(options: TrainOptions, config: EthConfig, data: Data, trained: number): EthConfig {
  const changes = givenNumbers(options);
  for (const [name, value] of Object.entries(changes)) {
    if (!MAY_CHANGE.includes(name)) refuseChange(flagOf(name), value, config[name as EthNumberName]);
  }
  if (options.backend !== undefined) refuseChange("--backend", options.backend, config.backend);
  if (options.combine !== undefined) refuseChange("--combine", options.combine, config.combine);
  if (options.data !== undefined) refuseChange("--data", dataSource(options.data), config.data.source);
  const numbers = { ...config, ...changes };
  checkSizes(numbers, data);
  if (numbers.examples * numbers.passes < trained) {
    throw new InputError(
      `eth train, --resume --passes: found ${numbers.passes}, but ${trained} digits have been learned already. ` +
        "Give more passes, or start a new run.",
    );
  }
  if (digestOfData(data.train, config.examples) !== config.data.sha256) {
    throw new InputError(
      `eth train, --resume: found other training digits in ${data.train.source} than those that the run began with. ` +
        "Bring the data back, or start a new run.",
    );
  }
  return numbers;
}

function refuseChange(flag: string, found: number | string, expected: number | string): void {
  if (found === expected) return;
  throw new InputError(
    `eth train, --resume ${flag}: found ${found}, but the run has ${expected}. Leave it out, or start a new run.`,
  );
}

/** Given numbers, without what was not given. */
function givenNumbers(options: GivenNumbers): GivenNumbers {
  return Object.fromEntries(
    ETH_NUMBER_NAMES.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

/** Those whose default does not depend on the data; the others are filled in by whoever knows the data. */
function initialNumbers(): EthNumbers {
  return Object.fromEntries(ETH_NUMBER_NAMES.map((name) => [name, ETH_NUMBERS[name].initial])) as unknown as EthNumbers;
}

function checkSizes({ examples, labelExamples, testExamples }: EthNumbers, { train, test }: Data): void {
  for (const [flag, wanted, { size, source }, what] of [
    ["--examples", examples, train, "training"],
    ["--label-examples", labelExamples, train, "training"],
    ["--test-examples", testExamples, test, "test"],
  ] as const) {
    if (wanted <= size) continue;
    throw new InputError(
      `eth train, ${flag}: found ${wanted}, expected at most the ${size} ${what} examples in ${source}.`,
    );
  }
  if (train.rows === test.rows && train.columns === test.columns) return;
  throw new InputError(
    `eth train, --data: found training images of ${train.rows} × ${train.columns} and test images of ` +
      `${test.rows} × ${test.columns}, expected the same size.`,
  );
}
