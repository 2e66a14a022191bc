import { InputError } from "../../errors.js";
import { type Dimension, sameDimension } from "../../units/dimension.js";
import { type DimensionName, Quantity } from "../../units/quantity.js";
import { Hz, MOhm, ms, mV, nS, pA, pF, type Unit } from "../../units/units.js";

/** The unit that a reader expects for each dimension. */
const units: readonly (readonly [string, Unit<DimensionName>])[] = [
  ["ms", ms],
  ["mV", mV],
  ["pA", pA],
  ["nS", nS],
  ["pF", pF],
  ["MΩ", MOhm],
  ["Hz", Hz],
] as readonly (readonly [string, Unit<DimensionName>])[];

/** The unit of a slider, if any. */
interface ShownUnit {
  /** "" for plain numbers. */
  readonly symbol: string;
  readonly dimension: Dimension | undefined;
  /** The unit in coherent units. */
  readonly factor: number;
}

const plain: ShownUnit = { symbol: "", dimension: undefined, factor: 1 };

/** @throws InputError for a dimension without a unit of its own */
export function shownUnit(where: string, value: unknown): ShownUnit {
  if (!(value instanceof Quantity)) return plain;
  const { dimension } = value;
  const unit = units.find(([, one]) => sameDimension(one(1).dimension, dimension));
  if (unit === undefined) {
    const names = units.map(([symbol]) => symbol).join(", ");
    throw new InputError(`${where}: found ${value}, expected a quantity in ${names}, or a number.`);
  }
  return { symbol: unit[0], dimension, factor: unit[1](1).value };
}

/**
 * The value in the displayed unit. @throws InputError for another dimension, several values or a value that is not
 * finite
 */
export function inUnit(where: string, value: unknown, unit: ShownUnit): number {
  const { dimension, factor, symbol } = unit;
  const isOfUnit = value instanceof Quantity && dimension !== undefined && sameDimension(value.dimension, dimension);
  const number = dimension === undefined ? value : isOfUnit ? value.value : undefined;
  if (typeof number === "number" && Number.isFinite(number)) return number / factor;
  const found = value instanceof Quantity || typeof value === "number" ? String(value) : typeof value;
  const expected = dimension === undefined ? "a finite number" : `one finite value in ${symbol}`;
  throw new InputError(`${where}: found ${found}, expected ${expected}, like the slider's other end.`);
}

/** The quantity, or the number, for a slider's value. */
export const fromUnit = (value: number, { dimension, factor }: ShownUnit): Quantity | number =>
  dimension === undefined ? value : new Quantity(value * factor, dimension);
