import { checkOptions, nameOf } from "../check/names.js";
import { InputError } from "../errors.js";

/** Checks the value of an option; `place` names the function and the option. */
export type Check = (place: string, value: unknown) => void;

/** The options of a plot function besides its title: a check, or `true` for those that are checked where they are read. */
export type OptionChecks<T> = { readonly [K in keyof Required<Omit<T, "title">>]: Check | true };

/**
 * Checks the options of a plot function, and the title that each has.
 * @throws InputError for unknown options, and for values that fail their check
 */
export function checkPlotOptions<T>(
  where: string,
  options: unknown,
  checks: OptionChecks<T>,
  more: { readonly example?: string } = {},
): void {
  const all: Readonly<Record<string, Check | true>> = { ...checks, title: checkWords };
  checkOptions(where, options, Object.keys(all), more);
  for (const [name, value] of Object.entries(options as object)) {
    const check = all[name];
    if (check !== true && value !== undefined) check(`${where}, ${name}`, value);
  }
}

/** Any text, also an empty one. */
export const checkWords: Check = (place, value) => {
  if (typeof value !== "string") throw new InputError(`${place}: found ${nameOf(value)}, expected a text.`);
};

/** A record, such as values by name. */
export const checkRecord: Check = (place, value) => {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)) return;
  throw new InputError(`${place}: found ${nameOf(value)}, expected values by name, { name: value }.`);
};

/**
 * A list of names, `count` of them.
 * @param each what has a name, for the error message
 */
export function checkNames(
  place: string,
  names: unknown,
  count: number,
  each: string,
  kinds: readonly ("string" | "number")[] = ["string"],
): void {
  const what = kinds.length === 1 ? "a text" : "a text or a number";
  if (!Array.isArray(names)) {
    throw new InputError(`${place}: found ${nameOf(names)}, expected a list with ${what} for each ${each}.`);
  }
  if (names.length !== count) {
    throw new InputError(`${place}: found ${names.length}, expected ${count}, one for each ${each}.`);
  }
  const wrong = names.findIndex((name) => !kinds.some((kind) => typeof name === kind));
  if (wrong < 0) return;
  throw new InputError(`${place}[${wrong}]: found ${nameOf(names[wrong])}, expected ${what}.`);
}
