import { InputError } from "../errors.js";

/** Describes a value for error messages, without calling a `toString` that may throw. */
export function found(value: unknown): string {
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

const MOST_VALUES = 2 ** 31;

/**
 * A number, or a copy of an array of numbers.
 * @param expected a valid value, for error messages
 * @throws InputError for anything else, and for NaN
 */
export function readValues(where: string, given: unknown, expected: string): number | Float64Array {
  if (typeof given === "number") {
    if (!Number.isNaN(given)) return given;
    throw new InputError(`${where}: found NaN, expected a number. Check where the value comes from.`);
  }
  if (!isArrayLike(given)) throw new InputError(`${where}: found ${found(given)}, expected ${expected}.`);
  for (let i = 0; i < given.length; i++) {
    const value = given[i];
    if (Number.isNaN(value)) {
      throw new InputError(`${where}: found NaN at [${i}], expected a number. Check where the value comes from.`);
    }
    if (typeof value === "number") continue;
    const advice =
      typeof value !== "object" || value === null
        ? ""
        : "dimension" in value
          ? " Give the unit once: mV([1, 2])."
          : " Give one flat list, row by row.";
    throw new InputError(`${where}, [${i}]: found ${found(value)}, expected a number.${advice}`);
  }
  // Allocate only now: an object can claim any length.
  return Float64Array.from(given as ArrayLike<number>);
}

function isArrayLike(given: unknown): given is ArrayLike<unknown> {
  if (typeof given !== "object" || given === null || !("length" in given)) return false;
  const { length } = given;
  return typeof length === "number" && Number.isInteger(length) && length >= 0 && length < MOST_VALUES;
}
