/**
 * TensorFlow.js's types, from here only: who uses no tensors need not install it, and declarations then read `any` in
 * their place. What tells the compiler so stands in doc comments, as the built declarations keep no others.
 */
// biome-ignore lint/suspicious/noTsIgnore: in a project without TensorFlow.js it is an error, here it is none
/** @ts-ignore */
export type { Rank, Tensor, TensorInfo, TensorLike } from "@tensorflow/tfjs-core";
// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
export type Tfjs = typeof import("@tensorflow/tfjs-core");
