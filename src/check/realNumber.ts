import { InputError, type SpikeTensorError } from "../errors.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { nameOf } from "./names.js";

export interface Range {
  readonly least: number;
  /** Whether `least` itself is excluded. */
  readonly above?: boolean;
  /** The largest value allowed; by default, the largest 32-bit number. */
  readonly most?: number;
  /** The unit in words, for error messages. */
  readonly unit?: string;
  readonly Problem?: new (message: string) => SpikeTensorError;
}

/**
 * A finite number from `least` (or above it) to `most` that fits in 32 bits.
 * @throws InputError (or `Problem`) for anything else
 */
export function realNumber(
  where: string,
  value: unknown,
  { least, above, most = Number.POSITIVE_INFINITY, unit, Problem = InputError }: Range,
): number {
  const isNumber = typeof value === "number" && Number.isFinite(value);
  if (isNumber && !fitsFloat32(value)) throw new Problem(`${where}: found ${value}, expected ${FLOAT32}.`);
  if (isNumber && (above ? value > least : value >= least) && value <= most) return value;
  const kind = unit ? `a number in ${unit}` : "a number";
  const to = most === Number.POSITIVE_INFINITY ? "" : `${above ? " and up" : ""} to ${most}`;
  throw new Problem(`${where}: found ${nameOf(value)}, expected ${kind} ${above ? "above" : "from"} ${least}${to}.`);
}
