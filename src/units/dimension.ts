/**
 * A physical dimension as exponents of time, electric potential and current, the base of the coherent system
 * (ms, mV, pA) in which nS = pA/mV, pF = pA·ms/mV and GΩ = mV/pA have the factor 1.
 */
export type Dimension = readonly [time: number, potential: number, current: number];

export const NUMBER: Dimension = [0, 0, 0];
export const TIME: Dimension = [1, 0, 0];

export const isDimension = (value: unknown): value is Dimension =>
  Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);

export function multiply(a: Dimension, b: Dimension): Dimension {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function power(a: Dimension, exponent: number): Dimension {
  return [a[0] * exponent, a[1] * exponent, a[2] * exponent];
}

export function sameDimension(a: Dimension, b: Dimension): boolean {
  return a.every((x, i) => Math.abs(x - b[i]) < 1e-9);
}

const NAMED: readonly (readonly [Dimension, string])[] = [
  [[0, -1, 1], "nS"],
  [[1, -1, 1], "pF"],
  [[0, 1, -1], "GOhm"],
];

/** The coherent unit of a dimension as text: `mV`, `1/ms`, `mV/ms`, or `1` for a plain number. */
export function formatDimension(dimension: Dimension): string {
  const named = NAMED.find(([d]) => sameDimension(d, dimension));
  if (named) return named[1];
  const factor = (symbol: string, exponent: number) => (exponent === 1 ? symbol : `${symbol}^${exponent}`);
  const parts = (["ms", "mV", "pA"] as const).map((symbol, i) => ({ symbol, exponent: dimension[i] }));
  const above = parts.filter((p) => p.exponent > 0).map((p) => factor(p.symbol, p.exponent));
  const below = parts.filter((p) => p.exponent < 0).map((p) => factor(p.symbol, -p.exponent));
  const numerator = above.length > 0 ? above.join("*") : "1";
  return below.length === 0 ? numerator : `${numerator}/${below.join("/")}`;
}
