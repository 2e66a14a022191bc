import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { Quantity } from "../units/quantity.js";
import { nameOf } from "./names.js";

/** Anything that can hand out its numbers, such as a `tf.Tensor`. */
export interface TensorLike {
  dataSync(): ArrayLike<number | string>;
}

/** Numbers in row-major order: an array, a typed array or a tensor. */
export type Numbers = ArrayLike<number> | TensorLike;

const isTensor = (values: Numbers): values is TensorLike => "dataSync" in values;

const isList = (values: unknown): values is ArrayLike<unknown> =>
  typeof values === "object" && values !== null && "length" in values && Number.isSafeInteger(values.length);

/**
 * Reads finite numbers, `length` of them if given.
 * @throws InputError for a wrong length, or at the first value that is not a finite number
 */
export function readNumbers(where: string, values: Numbers, length?: number): Float64Array {
  const given = typeof values === "object" && values !== null && isTensor(values) ? readAtOnce(where, values) : values;
  if (given instanceof Quantity) {
    throw new InputError(
      `${where}: found a quantity, expected ${length ?? "an array of"} plain numbers. Leave out the unit: rates are in Hz, ` +
        "variables in ms, mV, pA, nS and pF.",
    );
  }
  if (!isList(given)) {
    throw new InputError(`${where}: found ${nameOf(given)}, expected ${length ?? "an array of"} numbers or a tensor.`);
  }
  if (length !== undefined && given.length !== length) {
    throw new InputError(`${where}: found ${given.length} values, expected ${length}.`);
  }
  for (let i = 0; i < given.length; i++) {
    const value = given[i];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new InputError(`${where}, [${i}]: found ${nameOf(value)}, expected a finite number.`);
    }
    if (!fitsFloat32(value)) throw new InputError(`${where}, [${i}]: found ${value}, expected ${FLOAT32}.`);
  }
  // Allocate only now: an object can claim any length.
  return Float64Array.from(given as ArrayLike<number>);
}
