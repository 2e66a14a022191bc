import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { sameDimension, TIME } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/** Numbers in a row: a typed array or a plain array. */
export type NumberColumn =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | readonly number[];

/** Anything with a shape that can hand out its numbers, such as a `tf.Tensor`. */
export interface TensorLike {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number | string>;
}

/** What plot functions read: numbers in row-major order; a tensor brings its shape along. */
export type NumberInput = NumberColumn | TensorLike;

/** Row-major numbers with their shape. */
export interface Shaped {
  readonly values: NumberColumn;
  readonly shape: readonly number[];
}

function isTensor(input: NumberInput): input is TensorLike {
  return typeof input === "object" && input !== null && "dataSync" in input && "shape" in input;
}

function isColumn(values: unknown): values is NumberColumn {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && "length" in values && !("getInt8" in values));
}

/** A NaN, an infinity, or something that is no number, at its first place. */
function checkFinite(where: string, name: string, values: NumberColumn): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new InputError(`${where}: ${name}[${i}] is ${values[i]}; expected finite numbers`);
    }
  }
}

/**
 * Reads finite numbers and their shape. A typed array without `shape` is a vector.
 * @throws InputError if there are no numbers, one is not finite, or the shape does not multiply to their count.
 */
export function readShaped(where: string, name: string, input: NumberInput, shape?: readonly number[]): Shaped {
  if (input === undefined || input === null) throw new InputError(`${where}: ${name} is missing`);
  const tensor = isTensor(input);
  const values: unknown = tensor ? readAtOnce(where, input) : input;
  if (!isColumn(values)) {
    throw new InputError(`${where}: ${name} is ${describe(values)}; pass numbers, a typed array or a tensor`);
  }
  if (values.length === 0) throw new InputError(`${where}: ${name} is empty; there is nothing to draw`);
  checkFinite(where, name, values);
  const sizes = shape ?? (tensor ? input.shape : [values.length]);
  for (const size of sizes) positiveInteger(where, `a size in the shape of ${name}`, size);
  const product = sizes.reduce((total, size) => total * size, 1);
  if (product !== values.length) {
    throw new InputError(
      `${where}: ${name} has ${values.length} values, but its shape [${sizes.join(", ")}] needs ${product}`,
    );
  }
  return { values, shape: sizes };
}

/** Reads finite numbers, whatever their shape; `length` states how many there must be. */
export function readColumn(where: string, name: string, input: NumberInput, length?: number): NumberColumn {
  const { values } = readShaped(where, name, input);
  if (length !== undefined && values.length !== length) {
    throw new InputError(`${where}: ${name} has ${values.length} values; expected ${length}`);
  }
  return values;
}

/** Events may be none at all, where values may not: no spikes is a result. */
export function readEvents(where: string, name: string, input: NumberInput): NumberColumn {
  const none = isTensor(input) ? input.shape.includes(0) : input?.length === 0;
  return none ? new Float32Array(0) : readColumn(where, name, input);
}

/** Reads times in ms; none at all are allowed, and a single one. */
export function readTimes(where: string, name: string, times: Quantity<"time">): Float64Array {
  if (!(times instanceof Quantity && sameDimension(times.dimension, TIME))) {
    throw new InputError(`${where}, ${name}: found ${String(times)}, expected times such as ms([1, 2.5]).`);
  }
  const values = typeof times.value === "number" ? Float64Array.of(times.value) : times.value;
  checkFinite(where, name, values);
  return values;
}

/** Reads a time above 0, in ms. */
export function positiveTime(where: string, name: string, time: Quantity<"time">): number {
  return positiveNumber(where, `${name} in ms`, valueIn(`${where}, ${name}`, time, ms, "ms(350)"));
}

export function positiveInteger(where: string, name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new InputError(`${where}: ${name} is ${value}; expected a whole number of at least 1`);
  }
  return value;
}

export function positivePair(where: string, name: string, value: readonly number[]): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new InputError(`${where}: ${name} is ${JSON.stringify(value)}; expected [rows, columns]`);
  }
  return [positiveInteger(where, `${name} rows`, value[0]), positiveInteger(where, `${name} columns`, value[1])];
}

export function positiveNumber(where: string, name: string, value: number): number {
  if (!Number.isFinite(value) || value <= 0) {
    throw new InputError(`${where}: ${name} is ${value}; expected a number greater than 0`);
  }
  return value;
}

/** Whole numbers of at least `least`: neuron indices, steps, classes. */
export function checkIntegers(where: string, name: string, values: NumberColumn, least = 0, below = Infinity): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isInteger(value) || value < least || value >= below) {
      const upper = below === Infinity ? "" : ` and below ${below}`;
      throw new InputError(`${where}: ${name}[${i}] is ${value}; expected a whole number of at least ${least}${upper}`);
    }
  }
}

/** The smallest and greatest value, of any number of values. */
export function extent(values: NumberColumn): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}
