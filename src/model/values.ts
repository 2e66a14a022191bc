import { InputError } from "../errors.js";
import { type Dimension, formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { Quantity } from "../units/quantity.js";

/** Values drawn once, when the network is compiled, from the network's seed. In coherent units. */
export interface Distribution {
  readonly kind: "uniform" | "normal";
  /** Lower bound, or mean. */
  readonly a: number;
  /** Upper bound, or standard deviation. */
  readonly b: number;
  readonly dimension: Dimension;
}

/** One value, one value per neuron or synapse, or a distribution to draw them from. */
export type Value = number | Quantity | ArrayLike<number> | Distribution;

/** A value with its dimension; arrays are one value per neuron or synapse. */
export interface ResolvedValue {
  readonly value: number | Float64Array | Distribution;
  readonly dimension: Dimension;
}

const isDistribution = (value: Value): value is Distribution =>
  typeof value === "object" && "kind" in value && (value.kind === "uniform" || value.kind === "normal");

/**
 * Splits a declared value into number(s) and dimension.
 * @throws InputError for NaN, for finite numbers that 32 bits cannot hold, and for what is no value
 */
export function resolveValue(value: Value, where: string): ResolvedValue {
  if (typeof value !== "number" && (typeof value !== "object" || value === null)) {
    throw new InputError(`${where}: found ${String(value)}, expected a number, a quantity such as mV(1), or an array.`);
  }
  if (typeof value !== "number" && isDistribution(value)) return { value, dimension: value.dimension };
  const dimension = value instanceof Quantity ? value.dimension : NUMBER;
  const raw = value instanceof Quantity ? value.value : value;
  const resolved = typeof raw === "number" ? raw : Float64Array.from(raw);
  const hasNaN = typeof resolved === "number" ? Number.isNaN(resolved) : resolved.some(Number.isNaN);
  if (hasNaN) throw new InputError(`${where}: found NaN, expected a number. Check where the value comes from.`);
  const wrong = (typeof resolved === "number" ? [resolved] : resolved).find((x) => !fitsFloat32(x));
  if (wrong !== undefined) throw new InputError(`${where}: found ${wrong}, expected ${FLOAT32}.`);
  return { value: resolved, dimension };
}

function distribution(kind: Distribution["kind"], first: number | Quantity, second: number | Quantity): Distribution {
  const a = resolveValue(first, kind);
  const b = resolveValue(second, kind);
  if (!sameDimension(a.dimension, b.dimension)) {
    const found = `${formatDimension(a.dimension)} and ${formatDimension(b.dimension)}`;
    throw new InputError(`${kind}(…): found the units ${found}, expected two of the same kind.`);
  }
  if (typeof a.value !== "number" || typeof b.value !== "number") {
    throw new InputError(`${kind}(…): found several values, expected two single ones.`);
  }
  if (kind === "uniform" ? a.value > b.value : b.value < 0) {
    const expected = kind === "uniform" ? "the lower bound first" : "a standard deviation of at least 0";
    throw new InputError(`${kind}(${a.value}, ${b.value}): expected ${expected}.`);
  }
  return { kind, a: a.value, b: b.value, dimension: a.dimension };
}

/** Uniformly distributed initial values: [low, high). */
export function uniform(low: number, high: number): Distribution;
export function uniform(low: Quantity, high: Quantity): Distribution;
export function uniform(low: number | Quantity, high: number | Quantity): Distribution {
  return distribution("uniform", low, high);
}

/** Normally distributed initial values. */
export function normal(mean: number, deviation: number): Distribution;
export function normal(mean: Quantity, deviation: Quantity): Distribution;
export function normal(mean: number | Quantity, deviation: number | Quantity): Distribution {
  return distribution("normal", mean, deviation);
}
