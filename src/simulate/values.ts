import { InputError } from "../errors.js";
import { formatDimension, sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";

/** Anything that can hand out its numbers, such as a `tf.Tensor`. */
export interface TensorLike {
  dataSync(): ArrayLike<number | string>;
}

/** Numbers in row-major order: an array, a typed array or a tensor. */
export type Numbers = ArrayLike<number> | TensorLike;

const isTensor = (values: Numbers): values is TensorLike => "dataSync" in values;

/**
 * Reads `length` finite numbers.
 * @throws InputError for a wrong length, and for what is no finite number, at its first place
 */
export function readNumbers(where: string, values: Numbers, length: number): Float64Array {
  if (typeof values !== "object" || values === null) {
    throw new InputError(`${where}: found ${String(values)}, expected ${length} numbers or a tensor.`);
  }
  const given = isTensor(values) ? values.dataSync() : values;
  if (given.length !== length) throw new InputError(`${where}: found ${given.length} values, expected ${length}.`);
  const numbers = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = given[i];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new InputError(`${where}, [${i}]: found ${String(value)}, expected a finite number.`);
    }
    numbers[i] = value;
  }
  return numbers;
}

/** A time in ms. Throws {@link InputError} for what is no single, finite time. */
export function readTime(where: string, time: Quantity<"time">): number {
  if (!(time instanceof Quantity)) {
    throw new InputError(`${where}: found ${String(time)}, expected a time such as ms(350).`);
  }
  const { dimension } = ms(0);
  const { value } = time;
  if (!sameDimension(time.dimension, dimension) || typeof value !== "number" || !Number.isFinite(value)) {
    const unit = formatDimension(time.dimension);
    throw new InputError(`${where}: found ${String(time)} (${unit}), expected a single time such as ms(350).`);
  }
  return value;
}

/** A time as the nearest number of steps. Throws {@link InputError} for fewer than `least`. */
export function readSteps(where: string, time: Quantity<"time">, dt: number, least: 0 | 1): number {
  const length = readTime(where, time);
  const steps = Math.round(length / dt);
  if (length >= 0 && steps >= least && steps < 2 ** 24) return steps;
  throw new InputError(
    `${where}: found ${length} ms, expected from ${least} to ${2 ** 24 - 1} steps of ${dt} ms. ` +
      "Give another time, or compile with another step.",
  );
}

/** A whole number of at least `least`. */
export function readCount(where: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InputError(`${where}: found ${String(value)}, expected a whole number of at least ${least}.`);
}
