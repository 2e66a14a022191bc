import type { Rank, Tensor, Tfjs } from "./tensor.js";
import { activeTfjs } from "./useTfjs.js";

/** Data that become a tensor when asked: `tensor()` makes one where TensorFlow.js computes, yours to dispose of. */
export type WithTensor<T, R extends Rank> = T & { tensor(): Promise<Tensor<R>> };

/** Gives data a `tensor()`. It is not enumerable, so that they print, compare and are copied as without it. */
export function withTensor<T extends object, R extends Rank>(data: T, make: (tf: Tfjs) => Tensor<R>): WithTensor<T, R> {
  return Object.defineProperty(data, "tensor", { value: async () => make(await activeTfjs()) }) as WithTensor<T, R>;
}
