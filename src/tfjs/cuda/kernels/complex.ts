import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import type { CudaTensors } from "../cudaTensors.js";
import { binary } from "./combine.js";
import { kernel } from "./kernel.js";

export const isComplex = (...tensors: readonly TensorInfo[]): boolean => tensors.some((t) => t.dtype === "complex64");

/** Takes over the handles on its two parts. */
export function complexOf(backend: CudaTensors, real: TensorInfo, imag: TensorInfo): TensorInfo {
  const info = backend.makeTensorInfo(real.shape, "complex64");
  backend.data.get(info.dataId).complexTensorInfos = { real, imag };
  return info;
}

/**
 * The two parts of a tensor, in its shape; the imaginary part of a real tensor is 0. The handles belong to the caller.
 */
export function partsOf(backend: CudaTensors, x: TensorInfo): { readonly real: TensorInfo; readonly imag: TensorInfo } {
  const parts = backend.data.get(x.dataId).complexTensorInfos;
  if (parts) return { real: backend.view(parts.real, x.shape), imag: backend.view(parts.imag, x.shape) };
  const toFloat = x.dtype === "float32" ? "$0" : "(float)$0";
  return {
    real: backend.elementwise(toFloat, [x], x.shape, "float32"),
    imag: backend.elementwise("$0", [{ value: 0, dtype: "float32" }], x.shape, "float32"),
  };
}

/** Runs a kernel on both parts of a complex tensor. */
export function onParts(backend: CudaTensors, x: TensorInfo, run: (part: TensorInfo) => TensorInfo): TensorInfo {
  const { real, imag } = partsOf(backend, x);
  const result = complexOf(backend, run(real), run(imag));
  for (const part of [real, imag]) backend.disposeIntermediateTensorInfo(part);
  return result;
}

const FLOAT = (text: string) => ({ float: text, int: text });

export function complexBinary(backend: CudaTensors, name: string, a: TensorInfo, b: TensorInfo): TensorInfo {
  const [x, y] = [partsOf(backend, a), partsOf(backend, b)];
  const used = [x.real, x.imag, y.real, y.imag];
  const combine = (p: TensorInfo, q: TensorInfo, text: string) => {
    const info = binary(backend, p, q, FLOAT(text));
    used.push(info);
    return info;
  };
  let result: TensorInfo;
  if (name === "Add" || name === "Sub") {
    const text = name === "Add" ? "$0 + $1" : "$0 - $1";
    result = complexOf(
      backend,
      binary(backend, x.real, y.real, FLOAT(text)),
      binary(backend, x.imag, y.imag, FLOAT(text)),
    );
  } else if (name === "Multiply") {
    const product = (p: TensorInfo, q: TensorInfo) => combine(p, q, "$0 * $1");
    result = complexOf(
      backend,
      binary(backend, product(x.real, y.real), product(x.imag, y.imag), FLOAT("$0 - $1")),
      binary(backend, product(x.real, y.imag), product(x.imag, y.real), FLOAT("$0 + $1")),
    );
  } else {
    for (const part of used) backend.disposeIntermediateTensorInfo(part);
    throw new BackendError(`cuda, ${name}: found a tensor of complex64, expected another dtype.`);
  }
  for (const part of used) backend.disposeIntermediateTensorInfo(part);
  return result;
}

export const complexKernels: readonly KernelConfig[] = [
  kernel("Complex", ({ real, imag }, backend) =>
    complexOf(backend, backend.view(real, real.shape), backend.view(imag, imag.shape)),
  ),
  ...(["real", "imag"] as const).map((part) =>
    kernel(part === "real" ? "Real" : "Imag", ({ input }, backend) => {
      const parts = partsOf(backend, input);
      backend.disposeIntermediateTensorInfo(parts[part === "real" ? "imag" : "real"]);
      return parts[part];
    }),
  ),
  kernel("ComplexAbs", ({ x }, backend) => {
    const { real, imag } = partsOf(backend, x);
    const result = backend.elementwise("hypotf($0, $1)", [real, imag], x.shape, "float32");
    for (const part of [real, imag]) backend.disposeIntermediateTensorInfo(part);
    return result;
  }),
];
