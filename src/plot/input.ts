import { nameOf } from "../check/names.js";
import type { TensorLike as AnyTensor } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { formatDimension, sameDimension, TIME } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/** A sequence of numbers: a typed array or a plain array. */
export type NumberColumn = ArrayLike<number>;

/** Any object with a shape whose numbers can be read, such as a `tf.Tensor`. */
export interface TensorLike extends AnyTensor {
  readonly shape: readonly number[];
}

/** The input of plot functions: numbers in row-major order, or a tensor, which includes its shape. */
export type NumberInput = NumberColumn | TensorLike;

/** Row-major numbers with their shape. */
export interface Shaped {
  readonly values: NumberColumn;
  readonly shape: readonly number[];
}

export function isTensor(input: unknown): input is TensorLike {
  return typeof input === "object" && input !== null && "dataSync" in input && "shape" in input;
}

/** Distinguishes a sequence of numbers from a record of lines, or a tensor. */
export function isColumn(values: unknown): values is NumberColumn {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && "length" in values);
}

/** Checks that all values are finite numbers. */
function checkFinite(where: string, values: NumberColumn): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new InputError(`${where}[${i}]: found ${nameOf(values[i])}, expected a finite number.`);
    }
  }
}

/**
 * Reads finite numbers and their shape. A typed array without `shape` is a vector.
 * @throws InputError if there are no numbers, one is not finite, or the shape has another size
 */
export function readShaped(where: string, name: string, input: NumberInput, shape?: readonly number[]): Shaped {
  const place = `${where}, ${name}`;
  const values: unknown = isTensor(input) ? readAtOnce(where, input) : input;
  if (values instanceof Quantity) {
    throw new InputError(
      `${place}: found a quantity (${values}), expected plain numbers. Pass its value, in ${formatDimension(values.dimension)}.`,
    );
  }
  if (!isColumn(values)) {
    throw new InputError(`${place}: found ${nameOf(values)}, expected numbers: an array, a typed array or a tensor.`);
  }
  if (values.length === 0) throw new InputError(`${place}: found no values, expected something to draw.`);
  checkFinite(place, values);
  const sizes: unknown = shape ?? (isTensor(input) ? input.shape : [values.length]);
  if (!Array.isArray(sizes)) throw new InputError(`${place}, shape: found ${nameOf(sizes)}, expected a list of sizes.`);
  const count = sizes.reduce((total, size) => total * wholeNumber(`${place}, a size of the shape`, size, 1), 1);
  if (count === values.length) return { values, shape: sizes };
  throw new InputError(
    `${place}: found ${values.length} values, expected ${count}: the shape is [${sizes.join(", ")}].`,
  );
}

/** Reads finite numbers of any shape; `length` is the required number. */
export function readColumn(where: string, name: string, input: NumberInput, length?: number): NumberColumn {
  const { values } = readShaped(where, name, input);
  if (length === undefined || values.length === length) return values;
  throw new InputError(`${where}, ${name}: found ${values.length} values, expected ${length}.`);
}

/** Reads numbers of which there may be none, as no spikes is a valid result. */
export function readEvents(where: string, name: string, input: NumberInput): NumberColumn {
  const sizes: unknown = isTensor(input) ? input.shape : isColumn(input) ? [input.length] : [];
  const isNone = Array.isArray(sizes) && sizes.includes(0);
  return isNone ? [] : readColumn(where, name, input);
}

/** Reads times in ms, possibly none or a single one. */
export function readTimes(where: string, name: string, times: Quantity<"time">): Float64Array {
  if (!(times instanceof Quantity && sameDimension(times.dimension, TIME))) {
    throw new InputError(
      `${where}, ${name}: found ${times instanceof Quantity ? times : nameOf(times)}, expected times such as ms([1, 2.5]).`,
    );
  }
  const values = typeof times.value === "number" ? Float64Array.of(times.value) : times.value;
  checkFinite(`${where}, ${name}`, values);
  return values;
}

/** Reads a time above 0, in ms. */
export function positiveTime(where: string, time: Quantity<"time">): number {
  return realNumber(where, valueIn(where, time, ms, "ms(350)"), { least: 0, above: true, unit: "ms" });
}

/** Rows and columns. */
export function positivePair(where: string, value: readonly number[]): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new InputError(`${where}: found ${nameOf(value)}, expected [rows, columns].`);
  }
  return [wholeNumber(`${where}, rows`, value[0], 1), wholeNumber(`${where}, columns`, value[1], 1)];
}

/** Reads both ends of a scale, the lower one first; by default from 0 (or the minimum) to the maximum. */
export function readRange(where: string, range: unknown, values: NumberColumn): readonly [number, number] {
  if (range === undefined) {
    const [least, greatest] = extent(values);
    const low = Math.min(0, least);
    return [low, greatest > low ? greatest : 1];
  }
  const isPair = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite);
  if (isPair && range[0] < range[1]) return [range[0], range[1]];
  const found = Array.isArray(range) ? `[${range.slice(0, 3).map(nameOf).join(", ")}]` : nameOf(range);
  throw new InputError(`${where}, range: found ${found}, expected [low, high] with low below high.`);
}

/** @throws InputError for a rate below 0 */
export function checkRates(where: string, rates: NumberColumn): void {
  const [low] = extent(rates);
  if (low < 0) throw new InputError(`${where}: found a rate of ${low} Hz, expected 0 or more.`);
}

/** @throws InputError for a value that is less than the one before */
export function checkAscending(where: string, values: NumberColumn): void {
  for (let i = 1; i < values.length; i++) {
    if (values[i] < values[i - 1]) {
      throw new InputError(`${where}[${i}]: found ${values[i]} after ${values[i - 1]}, expected ascending values.`);
    }
  }
}

/** Checks whole numbers: neuron indices, counts, classes. */
export function checkIntegers(where: string, values: NumberColumn, least: number, most?: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // Build the text of the place only for errors.
    if (!Number.isInteger(value) || value < least || (most !== undefined && value > most)) {
      wholeNumber(`${where}[${i}]`, value, least, most);
    }
  }
}

/** The smallest and largest value, of any number of values. */
export function extent(values: NumberColumn): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
}
