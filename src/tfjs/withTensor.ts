import type { Rank, Tensor, Tfjs } from "./tensor.js";
import { activeTfjs } from "./useTfjs.js";

/** Data with a method `tensor()` that makes a tensor on TensorFlow.js's active backend, which you must dispose of. */
export type WithTensor<T, R extends Rank> = T & { tensor(): Promise<Tensor<R>> };

/** Adds a `tensor()` method. It is not enumerable, so that printing, comparing and copying the data are unaffected. */
export function withTensor<T extends object, R extends Rank>(data: T, make: (tf: Tfjs) => Tensor<R>): WithTensor<T, R> {
  return Object.defineProperty(data, "tensor", { value: async () => make(await activeTfjs()) }) as WithTensor<T, R>;
}
