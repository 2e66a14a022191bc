import type { Combine } from "../backend/backend.js";
import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";

const COMBINES: readonly Combine[] = ["sum", "mean"];

/** @throws InputError for anything else */
export function checkCombine(where: string, combine: unknown): Combine {
  const known = COMBINES.find((name) => name === combine);
  if (known !== undefined) return known;
  throw new InputError(`${where}: found ${nameOf(combine)}, expected "sum" or "mean".`);
}
