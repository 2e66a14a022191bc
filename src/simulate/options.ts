import { InputError } from "../errors.js";

/** A whole number of at least `least`. */
export function readCount(where: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InputError(`${where}: found ${String(value)}, expected a whole number of at least ${least}.`);
}
