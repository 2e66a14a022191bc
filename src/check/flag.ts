import { InputError, type SpikeTensorError } from "../errors.js";
import { nameOf } from "./names.js";

/**
 * True or false.
 * @throws InputError (or `Problem`) for anything else
 */
export function checkFlag(
  where: string,
  value: unknown,
  Problem: new (message: string) => SpikeTensorError = InputError,
): asserts value is boolean {
  if (typeof value !== "boolean") throw new Problem(`${where}: found ${nameOf(value)}, expected true or false.`);
}
