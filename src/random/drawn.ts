import { normalArray, uniformArray } from "./distributions.js";
import type { Key } from "./key.js";

/** Random numbers, each a function of seed, stream and element alone. */
export interface Drawn extends Key {
  readonly kind: "uniform" | "normal";
  /** Lower bound, or mean. */
  readonly a: number;
  /** Upper bound, or standard deviation. */
  readonly b: number;
}

/** The definition: elements 0 … count − 1 in float64. */
export function drawnArray(drawn: Drawn, count: number): Float64Array {
  const { kind, a, b } = drawn;
  if (kind === "uniform") {
    const values = uniformArray(count, drawn);
    for (let i = 0; i < count; i++) values[i] = a + (b - a) * values[i];
    return values;
  }
  const values = normalArray(count, drawn);
  for (let i = 0; i < count; i++) values[i] = a + b * values[i];
  return values;
}

/** Bounds of all of them: the polar method gives no number above √(−2·ln 2⁻⁶³) < 9.35. */
export function drawnRange({ kind, a, b }: Drawn): readonly [low: number, high: number] {
  return kind === "uniform" ? [a, b] : [a - 9.35 * b, a + 9.35 * b];
}
