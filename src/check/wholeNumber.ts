import { InputError } from "../errors.js";
import { nameOf } from "./names.js";

/**
 * A whole number from `least` to `most`; without `most`, up to 2⁵³ − 1.
 * @throws InputError for anything else
 */
export function wholeNumber(where: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const from = least === Number.MIN_SAFE_INTEGER ? "" : ` from ${least}`;
  const to = most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`;
  throw new InputError(`${where}: found ${nameOf(value)}, expected a whole number${from}${to}.`);
}
