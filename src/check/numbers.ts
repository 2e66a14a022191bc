import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";

/** Anything that can hand out its numbers, such as a `tf.Tensor`. */
export interface TensorLike {
  dataSync(): ArrayLike<number | string>;
}

/** Numbers in row-major order: an array, a typed array or a tensor. */
export type Numbers = ArrayLike<number> | TensorLike;

const isTensor = (values: Numbers): values is TensorLike => "dataSync" in values;

/**
 * Reads finite numbers, `length` of them where that is given.
 * @throws InputError for a wrong length, and for what is no finite number, at its first place
 */
export function readNumbers(where: string, values: Numbers, length?: number): Float64Array {
  if (typeof values !== "object" || values === null) {
    throw new InputError(`${where}: found ${String(values)}, expected ${length ?? "an array of"} numbers or a tensor.`);
  }
  const given = isTensor(values) ? readAtOnce(where, values) : values;
  if (length !== undefined && given.length !== length) {
    throw new InputError(`${where}: found ${given.length} values, expected ${length}.`);
  }
  const numbers = new Float64Array(given.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = given[i];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new InputError(`${where}, [${i}]: found ${String(value)}, expected a finite number.`);
    }
    if (!fitsFloat32(value)) throw new InputError(`${where}, [${i}]: found ${value}, expected ${FLOAT32}.`);
    numbers[i] = value;
  }
  return numbers;
}
