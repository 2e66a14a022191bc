import { type Command, Option } from "commander";
import type { Combine } from "../../backend/backend.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { InputError } from "../../errors.js";
import type { EthConstants } from "../../eth/ethConstants.js";
import { checkEthNumber, ETH_NUMBER_NAMES, ETH_NUMBERS, type EthNumberName } from "../../eth/ethNumbers.js";
import type { EthOrder } from "../../eth/ethOrder.js";
import type { EthRule } from "../../eth/ethRule.js";
import type { EthTopology } from "../../eth/ethTopology.js";
import type { BackendName } from "../../simulate/backends.js";

/** The numbers given on the command line. */
type GivenNumbers = { readonly [Name in EthNumberName]?: number };

export interface TrainOptions extends GivenNumbers {
  readonly backend?: BackendName | "auto";
  readonly threads?: number;
  readonly constants?: EthConstants;
  readonly network?: EthTopology;
  readonly rule?: EthRule;
  readonly order?: EthOrder;
  readonly combine?: Combine;
  readonly data?: string;
  readonly out?: string;
  readonly saveEvery?: number;
  readonly film?: number;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly plot?: boolean;
}

export interface TestOptions {
  readonly examples?: number;
  readonly backend?: BackendName | "auto";
  readonly threads?: number;
  readonly data?: string;
  readonly plot?: boolean;
}

/** `labelExamples` as `--label-examples`. */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Adds an option for each number of an ETH run, with its unit and default; defaults are not filled in. */
export function addEthNumbers(command: Command): Command {
  for (const group of ["Network", "Presentation", "Training and test"] as const) {
    command.optionsGroup(`${group}:`);
    for (const name of ETH_NUMBER_NAMES) {
      const { unit, meaning, initial, initialText, group: own } = ETH_NUMBERS[name];
      if (own !== group) continue;
      const flag = flagOf(name);
      command.option(`${flag} <${unit || "x"}>`, `${meaning} (default: ${initialText ?? initial})`, (text) =>
        checkEthNumber(`eth train, ${flag}`, name, parseNumber(text)),
      );
    }
  }
  return command;
}

export const backendOption = (initial: string): Option =>
  new Option("--backend <name>", `backend: wasm, cuda, tensor, reference or auto (default: ${initial})`);

/** @param where the beginning of error messages */
export const threadsOption = (where: string): Option =>
  new Option("--threads <n>", "threads that share the network, on wasm; results stay the same (default: 1)").argParser(
    count(`${where}, --threads`),
  );

/** @param where the beginning of error messages */
export const dataOption = (where: string, initial: string): Option =>
  new Option("--data <folder>", `data set in MNIST's format, such as Fashion-MNIST (default: ${initial})`).argParser(
    folder(`${where}, --data`),
  );

/** Reads a whole number of at least 1, such as a number of digits. @param where the option, for error messages */
export const count =
  (where: string) =>
  (text: string): number =>
    wholeNumber(where, parseNumber(text), 1);

/** Reads the name of a folder, which is empty if a shell's variable is not set. @param where for error messages */
export const folder =
  (where: string) =>
  (text: string): string => {
    if (text.trim() !== "") return text;
    throw new InputError(`${where}: found an empty text, expected the name of a folder.`);
  };

/** A decimal number; any other text is returned unchanged. */
function parseNumber(text: string): number | string {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  return isNumber ? Number(text) : text;
}
