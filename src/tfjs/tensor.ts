/**
 * TensorFlow.js's types, from here only: who uses no tensors need not install it, and declarations then read `any` in
 * their place. `@ts-ignore` stands in doc comments because the built declarations keep only those.
 */
// biome-ignore lint/suspicious/noTsIgnore: in a project without TensorFlow.js it is an error, here it is none
/** @ts-ignore */
export type { Rank, Tensor, TensorInfo, TensorLike } from "@tensorflow/tfjs-core";
// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
export type Tfjs = typeof import("@tensorflow/tfjs-core");
