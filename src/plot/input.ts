import { nameOf } from "../check/names.js";
import type { TensorLike as AnyTensor } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { sameDimension, TIME } from "../units/dimension.js";
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
  const isNone = isTensor(input) ? input.shape.includes(0) : input?.length === 0;
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
