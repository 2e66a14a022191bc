import { InputError, type SpikeTensorError } from "../errors.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { nameOf } from "./names.js";

export interface Range {
  readonly least: number;
  /** Whether `least` itself is not allowed. */
  readonly above?: boolean;
  /** The largest that is allowed; without it, what 32 bits hold. */
  readonly most?: number;
  /** In words, for messages. */
  readonly unit?: string;
  readonly Problem?: new (message: string) => SpikeTensorError;
}

/**
 * A finite number from `least`, or above it, to `most`, that 32 bits hold.
 * @throws InputError, or another one, for anything else
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
