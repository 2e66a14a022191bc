import type { Rank } from "../tfjs/tensor.js";
import { type WithTensor, withTensor } from "../tfjs/withTensor.js";

export type NumberList =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Numbers of any shape, in row-major order; `tensor()` makes them float32. */
export type NumberArray = WithTensor<{ readonly shape: readonly number[]; readonly data: NumberList }, Rank>;

export function numberArray(shape: readonly number[], data: NumberList): NumberArray {
  return withTensor<{ readonly shape: readonly number[]; readonly data: NumberList }, Rank>({ shape, data }, (tf) =>
    tf.tensor(Float32Array.from(data), [...shape]),
  );
}
