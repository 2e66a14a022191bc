import type { KernelConfig, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import type { CudaTensors } from "../cudaTensors.js";

/** The name of this backend in TensorFlow.js. */
export const BACKEND_NAME = "cuda";

type Inputs = Readonly<Record<string, TensorInfo>>;

/**
 * A kernel of TensorFlow.js for this backend.
 * @param run `attrs` are those that TensorFlow.js defines for this kernel: `A`
 */
export function kernel<A = NamedAttrMap>(
  kernelName: string,
  run: (inputs: Inputs, backend: CudaTensors, attrs: A) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend, attrs }) => run(inputs as Inputs, backend as CudaTensors, attrs as A),
  };
}

/** @throws BackendError for tensors that a kernel does not support */
export function refuse(kernelName: string, dtype: string, ...tensors: readonly TensorInfo[]): void {
  if (!tensors.some((t) => t.dtype === dtype)) return;
  throw new BackendError(`cuda, ${kernelName}: found a tensor of ${dtype}, expected another dtype.`);
}
