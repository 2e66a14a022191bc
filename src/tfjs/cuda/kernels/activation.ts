import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import type { CudaTensors } from "../cudaTensors.js";
import { binaryKernels } from "./binary.js";
import { unaryKernels } from "./unary.js";

/** What a fused kernel does after its product. */
export interface Fused {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

const KERNELS: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
};

const find = (kernelName: string | undefined): KernelConfig | undefined =>
  [...unaryKernels, ...binaryKernels].find((k) => k.kernelName === kernelName);

/** Adds the bias and activates, as one kernel when the values are needed. Takes over the handle on `x`. */
export function finish(
  backend: CudaTensors,
  x: TensorInfo,
  bias: TensorInfo | undefined,
  weights: TensorInfo | undefined,
  { activation, leakyreluAlpha }: Fused,
): TensorInfo {
  const biased = bias ? replace(backend, x, "Add", { a: x, b: bias }) : x;
  if (!activation || activation === "linear") return biased;
  const inputs: Record<string, TensorInfo> = weights ? { x: biased, alpha: weights } : { x: biased };
  return replace(backend, biased, KERNELS[activation] ?? activation, inputs, { alpha: leakyreluAlpha ?? 0 });
}

function replace(
  backend: CudaTensors,
  old: TensorInfo,
  kernelName: string,
  inputs: Record<string, TensorInfo>,
  attrs: Record<string, number> = {},
): TensorInfo {
  const kernel = find(kernelName);
  if (!kernel) {
    throw new BackendError(
      `cuda: found the activation ${kernelName}, expected linear, ${Object.keys(KERNELS).join(", ")}.`,
    );
  }
  const result = kernel.kernelFunc({ inputs, backend, attrs }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(old);
  return result;
}
