/**
 * TensorFlow.js's types are imported only here: users without tensors need not install it, and declarations then have
 * `any` in their place. The directives for the compiler are doc comments, as the built declarations keep no others.
 */
// biome-ignore lint/suspicious/noTsIgnore: an error only in projects without TensorFlow.js
/** @ts-ignore */
export type { Rank, Tensor, TensorInfo, TensorLike } from "@tensorflow/tfjs-core";
// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
export type Tfjs = typeof import("@tensorflow/tfjs-core");
