import type { Combine } from "../backend/backend.js";
import { InputError } from "../errors.js";
import type { BackendName } from "../simulate/backends.js";
import { checkCombine } from "../simulate/combine.js";
import { checkConstants, type EthConstants } from "./ethConstants.js";
import { checkEthNumber, ETH_NUMBER_NAMES, type EthNumbers } from "./ethNumbers.js";
import { checkOrder, type EthOrder } from "./ethOrder.js";
import { checkRule, type EthRule } from "./ethRule.js";
import { checkTopology, type EthTopology } from "./ethTopology.js";

/** The data that an ETH run has learned from. */
export interface EthData {
  /** "mnist", or the folder that the data set was read from. */
  readonly source: string;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  /** SHA-256 of the training images and labels used. */
  readonly sha256: string;
}

/** Everything that determines the result of an ETH run: the same configuration gives the same result, bit for bit. */
export interface EthConfig extends EthNumbers {
  readonly backend: BackendName | "auto";
  /** Where numbers that were not given came from. */
  readonly constants: EthConstants;
  readonly network: EthTopology;
  /** How the input weights learn. */
  readonly rule: EthRule;
  /** The order of the training digits. */
  readonly order: EthOrder;
  /** How the changes by a batch's digits are combined. */
  readonly combine: Combine;
  readonly data: EthData;
}

/** Whether labels of one run are those of another with the same training. */
export const areLabeledAlike = (a: EthConfig, b: EthConfig): boolean =>
  a.labelExamples === b.labelExamples && a.repeats === b.repeats;

/** In try t, a digit has the rates × (1 + INCREASE · t). */
export const INCREASE = 0.5;
export const MAX_TRIES = 20;
const MAX_STEPS = 2 ** 24;

/**
 * Checks that involve several numbers.
 * @throws InputError for a step that is too long for the rates, and for intervals shorter than a step or too long
 */
export function checkTogether(where: string, { dt, presentation, rest, rate }: EthNumbers): void {
  const strongest = rate * (1 + INCREASE * (MAX_TRIES - 1));
  if (!(strongest * dt < 1000)) {
    throw new InputError(
      `${where}: found a step of ${dt} ms and a rate of ${rate} Hz, which becomes ${strongest} Hz in try ${MAX_TRIES} ` +
        `of a digit; expected less than one spike in a step, ${1000 / dt} Hz. Use a shorter step or a lower rate.`,
    );
  }
  const steps = [presentation, rest].map((time) => Math.round(time / dt));
  if (steps[0] < 1 || (rest > 0 && steps[1] < 1) || steps[0] + steps[1] >= MAX_STEPS) {
    throw new InputError(
      `${where}: found ${presentation} ms + ${rest} ms for a digit, expected at least one step of ${dt} ms each, ` +
        `and less than ${MAX_STEPS} together. Use other times or another step.`,
    );
  }
}

/** Reads a stored configuration. Throws {@link InputError} for anything else. */
export function readEthConfig(where: string, stored: unknown): EthConfig {
  const { backend, constants, network, rule, order, combine, data, ...numbers } = fields(where, "config", stored);
  for (const name of ETH_NUMBER_NAMES) checkEthNumber(`${where}, config.${name}`, name, numbers[name]);
  checkConstants(`${where}, config.constants`, constants);
  checkTopology(`${where}, config.network`, network);
  checkRule(`${where}, config.rule`, rule);
  checkOrder(`${where}, config.order`, order);
  checkCombine(`${where}, config.combine`, combine);
  const { source, rows, columns, classes, sha256 } = fields(where, "config.data", data);
  const areTexts = [backend, source, sha256].every((text) => typeof text === "string");
  const areSizes = [rows, columns, classes].every((size) => Number.isSafeInteger(size) && Number(size) > 0);
  if (!areTexts || !areSizes) {
    throw new InputError(`${where}, config: found an unknown backend or data set. Use what eth train wrote.`);
  }
  const config = stored as EthConfig;
  checkTogether(`${where}, config`, config);
  return config;
}

function fields(where: string, name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw new InputError(`${where}, ${name}: found ${String(value)}, expected an object. Use what eth train wrote.`);
}
