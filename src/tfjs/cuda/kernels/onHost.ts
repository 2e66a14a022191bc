import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  backend_util,
  getKernel,
  getKernelsForBackend,
  type KernelConfig,
  type NamedTensorInfoMap,
  Tensor,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { CudaTensors } from "../cudaTensors.js";
import { BACKEND_NAME } from "./kernel.js";

let shared: MathBackendCPU | undefined;
const host = (): MathBackendCPU => {
  shared ??= new MathBackendCPU();
  return shared;
};

/** Needs a canvas. */
const NOT_OFFERED: ReadonlySet<string> = new Set(["Draw"]);
/** Device kernels that handle strings or complex numbers themselves. */
const TAKES_ALL: ReadonlySet<string> = new Set(["Identity", "Reshape", "ExpandDims", "Cast", "Fill", "ZerosLike"]);
const TAKES_STRINGS: ReadonlySet<string> = new Set([
  ...TAKES_ALL,
  ...["Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"],
]);
const TAKES_COMPLEX: ReadonlySet<string> = new Set([
  ...TAKES_ALL,
  ...["OnesLike", "Select", "Complex", "Real", "Imag", "ComplexAbs", "Add", "Sub", "Multiply", "Sum"],
  ...["Transpose", "Slice", "StridedSlice", "Reverse", "Tile", "Concat", "Pack", "Unpack", "SplitV"],
  ...["PadV2", "MirrorPad", "GatherV2", "GatherNd", "ScatterNd"],
]);

/**
 * A kernel without an implementation on the device: TensorFlow.js's plain kernel computes it on the host, on copies,
 * and the results are copied to the device.
 */
export function onHost(kernelName: string): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const tensors = backend as CudaTensors;
      const cpu = host();
      const copies: TensorInfo[] = [];
      // Some kernels take a list of tensors, or lists among tensors.
      const copied = (x: unknown): unknown => {
        if (Array.isArray(x)) return x.map(copied);
        if (x === undefined || x === null) return x;
        const copy = toHost(tensors, x as TensorInfo);
        copies.push(copy);
        return copy;
      };
      try {
        const run = getKernel(kernelName, "cpu").kernelFunc;
        const given = Array.isArray(inputs)
          ? copied(inputs)
          : Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, copied(x)]));
        const results = run({ inputs: given as NamedTensorInfoMap, backend: cpu, attrs });
        return Array.isArray(results)
          ? results.map((result) => toDevice(tensors, result))
          : toDevice(tensors, results as TensorInfo);
      } finally {
        for (const copy of copies) cpu.disposeData(copy.dataId);
      }
    },
  };
}

/** The device's own kernel, except for strings and complex numbers that it does not handle. */
export function withHost(own: KernelConfig): KernelConfig {
  const { kernelName } = own;
  const other = onHost(kernelName);
  const isForHost = (x: TensorInfo | undefined) =>
    (x?.dtype === "string" && !TAKES_STRINGS.has(kernelName)) ||
    (x?.dtype === "complex64" && !TAKES_COMPLEX.has(kernelName));
  return {
    ...own,
    kernelFunc: (params) => {
      for (const name in params.inputs) if (isForHost(params.inputs[name])) return other.kernelFunc(params);
      return own.kernelFunc(params);
    },
  };
}

/** All kernels that exist only on the host. */
export function hostKernels(own: readonly KernelConfig[]): KernelConfig[] {
  const names = new Set([...own.map((k) => k.kernelName), ...NOT_OFFERED]);
  return getKernelsForBackend("cpu").flatMap(({ kernelName }) => (names.has(kernelName) ? [] : [onHost(kernelName)]));
}

/** With a rank, which some kernels read. */
function toHost(backend: CudaTensors, x: TensorInfo): TensorInfo & { readonly rank: number } {
  const cpu = host();
  const rank = x.shape.length;
  if (x.dtype !== "complex64") return { ...cpu.makeTensorInfo(x.shape, x.dtype, backend.readSync(x.dataId)), rank };
  const merged = backend.readSync(x.dataId) as Float32Array;
  const { real, imag } = backend_util.splitRealAndImagArrays(merged);
  const info = cpu.makeTensorInfo(x.shape, "complex64");
  cpu.data.get(info.dataId).complexTensorInfos = {
    real: cpu.makeTensorInfo(x.shape, "float32", real),
    imag: cpu.makeTensorInfo(x.shape, "float32", imag),
  };
  return { ...info, rank };
}

function toDevice(backend: CudaTensors, result: TensorInfo): TensorInfo {
  const cpu = host();
  const { shape, dtype } = result;
  const values = cpu.readSync(result.dataId);
  const info = backend.makeTensorInfo(shape, dtype, dtype === "complex64" ? undefined : values);
  if (dtype === "complex64") {
    const parts = backend_util.splitRealAndImagArrays(values as Float32Array);
    backend.data.get(info.dataId).complexTensorInfos = {
      real: backend.makeTensorInfo(shape, "float32", parts.real),
      imag: backend.makeTensorInfo(shape, "float32", parts.imag),
    };
  }
  // Some TensorFlow.js kernels return tensors that it has already registered.
  if (result instanceof Tensor) result.dispose();
  else cpu.disposeData(result.dataId);
  return info;
}
