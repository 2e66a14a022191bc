import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { CudaTensors } from "../cudaTensors.js";
import type { Argument } from "../kernelLauncher.js";

/** A tensor's values, if they are known without waiting for the device. */
export const knownValues = (backend: CudaTensors, x: TensorInfo): Float32Array | Int32Array | Uint8Array | undefined =>
  backend.data.get(x.dataId).host as Float32Array | Int32Array | Uint8Array | undefined;

/** Up to this number, indices that are known are an argument of the kernel. */
export const MOST_AS_ARGUMENT = 32;

/** Whole numbers as an argument, always of the same length, so that one kernel takes any number of them. */
export const asArgument = (count: number, at: (i: number) => number): Argument => {
  const value = new Array<number>(MOST_AS_ARGUMENT).fill(0);
  for (let i = 0; i < count; i++) value[i] = at(i);
  return { type: "int", value };
};
