import { InputError } from "../errors.js";
import { type Dimension, formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { Quantity } from "../units/quantity.js";
import { readValues } from "../units/values.js";
import { declared, isMade } from "./declared.js";

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

const isDistribution = (value: unknown): value is Distribution => isMade(value, ["uniform", "normal"]);

/** In ms, more than a day: a longer delay or refractory period was probably meant in another unit. */
export const LONGEST_TIME = 1e8;

/**
 * Splits a declared value into number(s) and dimension.
 * @throws InputError for NaN, for finite numbers that do not fit in 32 bits, and for anything but a value
 */
export function resolveValue(value: Value, where: string): ResolvedValue {
  if (isDistribution(value)) return { value, dimension: value.dimension };
  const dimension = value instanceof Quantity ? value.dimension : NUMBER;
  const raw = value instanceof Quantity ? value.value : value;
  const resolved = readValues(where, raw, "a number, a quantity such as mV(1), or an array of numbers");
  const wrong = (typeof resolved === "number" ? [resolved] : resolved).find((x) => !fitsFloat32(x));
  if (wrong !== undefined) {
    throw new InputError(`${where}: found ${wrong}, expected ${FLOAT32}. Check the value, or choose a larger unit.`);
  }
  return { value: resolved, dimension };
}

/** The smallest and the largest value, in coherent units; the mean alone for a normal distribution. */
export function extentOf(value: ResolvedValue["value"]): readonly [low: number, high: number] {
  if (typeof value === "number") return [value, value];
  if (!(value instanceof Float64Array)) return value.kind === "uniform" ? [value.a, value.b] : [value.a, value.a];
  return value.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
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
  const infinite = [a.value, b.value].find((x) => !Number.isFinite(x));
  if (infinite !== undefined) throw new InputError(`${kind}(…): found ${infinite}, expected two finite values.`);
  if (kind === "uniform" ? a.value > b.value : b.value < 0) {
    const expected = kind === "uniform" ? "the lower bound first" : "a standard deviation of at least 0";
    throw new InputError(`${kind}(${a.value}, ${b.value}): expected ${expected}.`);
  }
  return declared({ kind, a: a.value, b: b.value, dimension: a.dimension });
}

/** Values drawn uniformly from [low, high). */
export function uniform(low: number, high: number): Distribution;
export function uniform(low: Quantity, high: Quantity): Distribution;
export function uniform(low: number | Quantity, high: number | Quantity): Distribution {
  return distribution("uniform", low, high);
}

/** Normally distributed values. */
export function normal(mean: number, deviation: number): Distribution;
export function normal(mean: Quantity, deviation: Quantity): Distribution;
export function normal(mean: number | Quantity, deviation: number | Quantity): Distribution {
  return distribution("normal", mean, deviation);
}
