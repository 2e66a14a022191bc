import { backend_util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import { type CudaTensors, int, ints, read } from "../cudaTensors.js";
import { collapse } from "../fuse.js";
import { type Fused, finish } from "./activation.js";
import { cast } from "./basic.js";
import { kernel, refuse } from "./kernel.js";
import { computeProduct } from "./product.js";
import { sumDtype } from "./windows.js";

interface Transposed {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Finds where a batch's matrices start, as batches are broadcast. */
const batchPlaces = (axes: number) => `int rest = batch, beginA = 0, beginB = 0;
  for (int axis = ${axes - 1}; axis >= 0; axis--) {
    const int at = rest % batchSizes[axis];
    rest /= batchSizes[axis];
    beginA += at * batchesA[axis] * rows * depth;
    beginB += at * batchesB[axis] * depth * cols;
  }`;

export function matMul(
  backend: CudaTensors,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA = false, transposeB = false }: Transposed,
): TensorInfo {
  for (const dtype of ["complex64", "string"]) refuse("BatchMatMul", dtype, a, b);
  const [rows, depth] = matrixOf(a, transposeA);
  const [other, cols] = matrixOf(b, transposeB);
  if (depth !== other) {
    throw new BackendError(
      `cuda, BatchMatMul: found the shapes [${a.shape}] and [${b.shape}], expected inner dimensions of the same size: ${depth} and ${other}.`,
    );
  }
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const { sizes, strides } = collapse(outer, [outerA, outerB]);
  const out = backend.output([...outer, rows, cols], sumDtype(a, b));
  computeProduct(backend, {
    name: "matMul",
    variant: `${transposeA} ${transposeB}`,
    args: {
      a: read(backend, a),
      b: read(backend, b),
      batchSizes: ints(sizes),
      batchesA: ints(strides[0]),
      batchesB: ints(strides[1]),
      aRow: int(transposeA ? 1 : depth),
      aK: int(transposeA ? rows : 1),
      bK: int(transposeB ? 1 : cols),
      bCol: int(transposeB ? depth : 1),
    },
    batches: outer.reduce((product, size) => product * size, 1),
    rows,
    cols,
    depth,
    setup: batchPlaces(sizes.length),
    first: "return a[beginA + row * aRow + k * aK];",
    second: "return b[beginB + k * bK + col * bCol];",
    place: "return (batch * rows + row) * cols + col;",
    firstAlong: transposeA ? "row" : "k",
    secondAlong: transposeB ? "k" : "col",
    out,
  });
  const result = cast(backend, out, a.dtype);
  backend.disposeIntermediateTensorInfo(out);
  return result;
}

const matrixOf = ({ shape }: TensorInfo, isTransposed: boolean): readonly [number, number] => {
  const [rows, cols] = shape.slice(-2);
  return isTransposed ? [cols, rows] : [rows, cols];
};

export const matMulKernels: readonly KernelConfig[] = [
  kernel<Transposed>("BatchMatMul", ({ a, b }, backend, attrs) => matMul(backend, a, b, attrs)),
  kernel<Transposed & Fused>("_FusedMatMul", ({ a, b, bias, preluActivationWeights }, backend, attrs) =>
    finish(backend, matMul(backend, a, b, attrs), bias, preluActivationWeights, attrs),
  ),
];
