import type { Distribution } from "../model/values.js";
import type { Drawn } from "../random/drawn.js";
import { streamOf } from "../random/key.js";

/** Identifies random numbers: the network's seed and the full name of what is drawn. */
export interface Name {
  readonly seed: number;
  readonly name: string;
}

/** A distribution with the address of its numbers; a number or an array is returned as it is. */
export function drawn(
  value: number | Float64Array | Distribution,
  { seed, name }: Name,
): number | Float64Array | Drawn {
  if (typeof value === "number" || value instanceof Float64Array) return value;
  const { kind, a, b } = value;
  return { kind, a, b, seed, stream: streamOf(name) };
}
