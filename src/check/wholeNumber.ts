import { InputError, type SpikeTensorError } from "../errors.js";
import { nameOf } from "./names.js";

export interface Whole {
  readonly multipleOf?: number;
  readonly Problem?: new (message: string) => SpikeTensorError;
}

/**
 * A whole number from `least` to `most`, by default up to 2⁵³ − 1.
 * @throws InputError (or `Problem`) for anything else
 */
export function wholeNumber(
  where: string,
  value: unknown,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
  { multipleOf = 1, Problem = InputError }: Whole = {},
): number {
  const isWhole = typeof value === "number" && Number.isSafeInteger(value) && value % multipleOf === 0;
  if (isWhole && value >= least && value <= most) return value;
  const from = least === Number.MIN_SAFE_INTEGER ? "" : ` from ${least}`;
  const to = most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`;
  const kind = multipleOf === 1 ? "a whole number" : `a multiple of ${multipleOf}`;
  throw new Problem(`${where}: found ${nameOf(value)}, expected ${kind}${from}${to}.`);
}
