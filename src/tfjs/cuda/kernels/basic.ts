import { type DataType, type KernelConfig, type TensorInfo, upcastType, util } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import type { CudaTensors } from "../cudaTensors.js";
import { storedType } from "../tensorData.js";
import { complexOf, onParts, partsOf } from "./complex.js";
import { kernel } from "./kernel.js";

/** A tensor filled with one value; strings stay on the host. */
export function filled(
  backend: CudaTensors,
  shape: readonly number[],
  value: number | string,
  dtype: DataType,
): TensorInfo {
  if (typeof value === "string" || dtype === "string") {
    const size = util.sizeFromShape([...shape]);
    return backend.makeTensorInfo(shape, "string", Array(size).fill(value));
  }
  if (dtype === "complex64") {
    return complexOf(backend, filled(backend, shape, value, "float32"), filled(backend, shape, 0, "float32"));
  }
  const stored = storedType(dtype);
  return backend.elementwise("$0", [{ value, dtype: stored }], shape, stored);
}

export function cast(backend: CudaTensors, x: TensorInfo, dtype: DataType): TensorInfo {
  if (x.dtype === dtype) return backend.view(x, x.shape);
  if (dtype === "complex64") {
    const { real, imag } = partsOf(backend, x);
    return complexOf(backend, real, imag);
  }
  if (x.dtype === "complex64") {
    const { real, imag } = partsOf(backend, x);
    backend.disposeIntermediateTensorInfo(imag);
    const result = cast(backend, real, dtype);
    backend.disposeIntermediateTensorInfo(real);
    return result;
  }
  if (x.dtype === "string" || dtype === "string") {
    throw new BackendError(`cuda, Cast: found a cast of ${x.dtype} to ${dtype}, expected numbers or truth values.`);
  }
  const isFloat = x.dtype === "float32";
  const template = dtype === "bool" ? "($0 != 0)" : dtype === "float32" ? "(float)$0" : isFloat ? "toInt($0)" : "$0";
  return backend.elementwise(template, [x], x.shape, storedType(dtype));
}

export function reshape(backend: CudaTensors, x: TensorInfo, shape: number[]): TensorInfo {
  const size = util.sizeFromShape(x.shape);
  const whole = util.inferFromImplicitShape(shape, size);
  if (util.sizeFromShape(whole) === size) return backend.view(x, whole);
  throw new BackendError(
    `cuda, Reshape: found the shape [${whole}] for a tensor of [${x.shape}], expected one of ${size} values.`,
  );
}

export const basicKernels: readonly KernelConfig[] = [
  kernel("Identity", ({ x }, backend) => backend.view(x, x.shape)),
  kernel<{ shape: number[] }>("Reshape", ({ x }, backend, { shape }) => reshape(backend, x, shape)),
  kernel<{ dim: number }>("ExpandDims", ({ input }, backend, { dim }) => {
    const rank = input.shape.length;
    if (dim < -rank - 1 || dim > rank) {
      throw new BackendError(`cuda, ExpandDims: found the axis ${dim}, expected one of ${-rank - 1} to ${rank}.`);
    }
    const at = dim < 0 ? rank + dim + 1 : dim;
    return reshape(backend, input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
  }),
  kernel<{ dtype: DataType }>("Cast", ({ x }, backend, { dtype }) => cast(backend, x, dtype)),
  kernel<{ shape: number[]; value: number | string; dtype?: DataType }>("Fill", (_, backend, { shape, value, dtype }) =>
    filled(backend, shape, value, dtype ?? util.inferDtype(value)),
  ),
  kernel("ZerosLike", ({ x }, backend) => filledLike(backend, x, 0)),
  kernel("OnesLike", ({ x }, backend) => filledLike(backend, x, 1)),
  kernel("AddN", (inputs, backend) => {
    const tensors = Object.values(inputs);
    const [first, ...others] = tensors;
    let sum = backend.view(first, first.shape);
    for (const x of others) {
      const next =
        x.dtype === "complex64"
          ? backend.view(x, x.shape)
          : backend.elementwise("$0 + $1", [sum, x], first.shape, storedType(first.dtype));
      backend.disposeIntermediateTensorInfo(sum);
      sum = next;
    }
    return sum;
  }),
  kernel("Select", ({ condition, t, e }, backend) => {
    const dtype = upcastType(t.dtype, e.dtype);
    const rank = condition.shape.length;
    // A vector selects rows.
    const shape =
      rank === 1 && t.shape.length > 1 ? [...condition.shape, ...Array(t.shape.length - 1).fill(1)] : condition.shape;
    const choose = (a: TensorInfo, b: TensorInfo) =>
      backend.elementwise(
        "($0 != 0 ? $1 : $2)",
        [{ ...condition, shape }, a, b],
        t.shape,
        storedType(a.dtype === b.dtype ? a.dtype : "float32"),
      );
    if (dtype !== "complex64") return choose(t, e);
    const [yes, no] = [partsOf(backend, t), partsOf(backend, e)];
    const result = complexOf(backend, choose(yes.real, no.real), choose(yes.imag, no.imag));
    for (const part of [yes.real, yes.imag, no.real, no.imag]) backend.disposeIntermediateTensorInfo(part);
    return result;
  }),
];

function filledLike(backend: CudaTensors, x: TensorInfo, value: number): TensorInfo {
  if (x.dtype === "string") {
    throw new BackendError(
      `cuda: found a tensor of string, expected numbers to make ${value === 0 ? "zeros" : "ones"} like.`,
    );
  }
  if (x.dtype === "complex64" && value !== 0) return filled(backend, x.shape, value, "complex64");
  return x.dtype === "complex64"
    ? onParts(backend, x, (part) => filled(backend, part.shape, 0, "float32"))
    : filled(backend, x.shape, value, x.dtype);
}
