import type * as tfjs from "@tensorflow/tfjs-core";
import { activeTfjs } from "./useTfjs.js";

/** Data that become a tensor when asked: `tensor()` makes one where TensorFlow.js computes, yours to dispose of. */
export type WithTensor<T, R extends tfjs.Rank> = T & { tensor(): Promise<tfjs.Tensor<R>> };

/** Gives data a `tensor()`. It is not enumerable, so that they print, compare and are copied as without it. */
export function withTensor<T extends object, R extends tfjs.Rank>(
  data: T,
  make: (tf: typeof tfjs) => tfjs.Tensor<R>,
): WithTensor<T, R> {
  return Object.defineProperty(data, "tensor", { value: async () => make(await activeTfjs()) }) as WithTensor<T, R>;
}
