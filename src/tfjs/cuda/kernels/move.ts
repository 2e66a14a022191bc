import { backend_util, type KernelConfig, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type CudaTensors, float, int, ints, read, write } from "../cudaTensors.js";
import { reshape } from "./basic.js";
import { complexOf, isComplex, onParts, partsOf } from "./complex.js";
import { kernel } from "./kernel.js";
import { coordinates, pick, stridesOf, sumOver } from "./places.js";

/** Maximum number of tensors that one launch joins, given the limit on arguments. */
const MOST_JOINED = 16;

function transpose(backend: CudaTensors, x: TensorInfo, perm: readonly number[]): TensorInfo {
  const strides = stridesOf(x.shape);
  return pick(backend, x, { shape: perm.map((axis) => x.shape[axis]), strides: perm.map((a) => strides[a]), start: 0 });
}

function slice(backend: CudaTensors, x: TensorInfo, begin: readonly number[], shape: readonly number[]): TensorInfo {
  const strides = stridesOf(x.shape);
  return pick(backend, x, { shape, strides, start: placeOf(begin, strides) });
}

const placeOf = (at: readonly number[], strides: readonly number[]): number =>
  at.reduce((sum, k, axis) => sum + k * strides[axis], 0);

/** A tensor's parts along an axis, in slices of these sizes. */
function split(backend: CudaTensors, x: TensorInfo, axis: number, sizes: readonly number[]): TensorInfo[] {
  let at = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, a) => (a === axis ? at : 0));
    at += size;
    return slice(
      backend,
      x,
      begin,
      x.shape.map((own, a) => (a === axis ? size : own)),
    );
  });
}

interface StridedSliceAttrs {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

function stridedSlice(backend: CudaTensors, x: TensorInfo, attrs: StridedSliceAttrs): TensorInfo {
  const { begin, end, strides, finalShape, isIdentity } = slice_util.sliceInfo(
    x.shape,
    attrs.begin,
    attrs.end,
    attrs.strides,
    attrs.beginMask,
    attrs.endMask,
    attrs.ellipsisMask,
    attrs.newAxisMask,
    attrs.shrinkAxisMask,
  );
  if (isIdentity) return reshape(backend, x, finalShape);
  const shape = slice_util.computeOutShape(begin, end, strides).map((size) => Math.max(size, 0));
  const own = stridesOf(x.shape);
  const taken = pick(backend, x, {
    shape,
    strides: own.map((stride, axis) => stride * strides[axis]),
    start: placeOf(begin, own),
  });
  const result = reshape(backend, taken, finalShape);
  backend.disposeIntermediateTensorInfo(taken);
  return result;
}

function reverse(backend: CudaTensors, x: TensorInfo, dims: number | number[]): TensorInfo {
  const reversed = new Set(util.parseAxisParam(dims, x.shape));
  const own = stridesOf(x.shape);
  const last = x.shape.map((size, axis) => (reversed.has(axis) ? size - 1 : 0));
  const strides = own.map((stride, axis) => (reversed.has(axis) ? -stride : stride));
  return pick(backend, x, { shape: x.shape, strides, start: placeOf(last, own) });
}

/** Each axis becomes two: its repetitions, with stride 0, and its elements. */
function tile(backend: CudaTensors, x: TensorInfo, reps: readonly number[]): TensorInfo {
  const own = stridesOf(x.shape);
  const tiled = pick(backend, x, {
    shape: x.shape.flatMap((size, axis) => [reps[axis], size]),
    strides: own.flatMap((stride) => [0, stride]),
    start: 0,
  });
  const shape = x.shape.map((size, axis) => size * reps[axis]);
  const result = backend.view(tiled, shape);
  backend.disposeIntermediateTensorInfo(tiled);
  return result;
}

function concat(backend: CudaTensors, tensors: readonly TensorInfo[], axis: number): TensorInfo {
  const shapes = tensors.map((t) => t.shape);
  backend_util.assertParamsConsistent(shapes, axis);
  const shape = backend_util.computeOutShape(shapes, axis);
  const filled = tensors.filter((t) => util.sizeFromShape(t.shape) > 0);
  if (filled.length === 1) return backend.view(filled[0], shape);
  if (filled.length > 0 && isComplex(filled[0])) return concatParts(backend, filled, axis);
  const out = backend.output(shape, tensors[0].dtype);
  const widthOf = (s: readonly number[]) => util.sizeFromShape(s.slice(axis));
  const width = widthOf(shape);
  let first = 0;
  for (let at = 0; at < filled.length; at += MOST_JOINED) {
    const joined = filled.slice(at, at + MOST_JOINED);
    const widths = joined.map((t) => widthOf(t.shape));
    join(backend, joined, widths, out, { first, width });
    first += widths.reduce((a, b) => a + b, 0);
  }
  return out;
}

/** Writes rows of several tensors side by side into rows of `out`, from column `first`. */
function join(
  backend: CudaTensors,
  tensors: readonly TensorInfo[],
  widths: readonly number[],
  out: TensorInfo,
  { first, width }: { readonly first: number; readonly width: number },
): void {
  const ends: number[] = [];
  for (const own of widths) ends.push((ends.at(-1) ?? 0) + own);
  const joined = ends[ends.length - 1];
  const rows = util.sizeFromShape(out.shape) / width;
  const last = tensors.length - 1;
  const sourceOf = (t: number) => {
    const begin = t === 0 ? "0" : `ends[${t - 1}]`;
    return `x${t}[row * (ends[${t}] - ${begin}) + column - ${begin}]`;
  };
  backend.launchElements({
    name: "join",
    variant: "",
    args: {
      ...Object.fromEntries(tensors.map((t, n) => [`x${n}`, read(backend, t)])),
      out: write(backend, out),
      first: int(first),
      width: int(width),
      joined: int(joined),
      ends: ints(ends),
    },
    elements: rows * joined,
    body: () => `  const int row = i / joined, column = i % joined, to = row * width + first + column;
${tensors.map((_, t) => `  ${t === 0 ? "" : "else "}${t === last ? "" : `if (column < ends[${t}]) `}out[to] = ${sourceOf(t)};`).join("\n")}`,
  });
}

function concatParts(backend: CudaTensors, tensors: readonly TensorInfo[], axis: number): TensorInfo {
  const parts = tensors.map((t) => partsOf(backend, t));
  const result = complexOf(
    backend,
    concat(
      backend,
      parts.map((p) => p.real),
      axis,
    ),
    concat(
      backend,
      parts.map((p) => p.imag),
      axis,
    ),
  );
  for (const { real, imag } of parts) for (const part of [real, imag]) backend.disposeIntermediateTensorInfo(part);
  return result;
}

function pack(backend: CudaTensors, tensors: readonly TensorInfo[], axis: number): TensorInfo {
  const [{ shape, dtype }] = tensors;
  for (const t of tensors) {
    util.assertShapesMatch(shape, t.shape, "All tensors passed to stack must have matching shapes");
    util.assert(dtype === t.dtype, () => "All tensors passed to stack must have matching dtypes");
  }
  const at = axis < 0 ? axis + shape.length + 1 : axis;
  const views = tensors.map((t) => backend.view(t, [...shape.slice(0, at), 1, ...shape.slice(at)]));
  const result = concat(backend, views, at);
  for (const each of views) backend.disposeIntermediateTensorInfo(each);
  return result;
}

function unpack(backend: CudaTensors, x: TensorInfo, axis: number): TensorInfo[] {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const shape = x.shape.filter((_, a) => a !== at);
  return split(backend, x, at, Array(x.shape[at]).fill(1)).map((part) => ({ ...part, shape }));
}

type Paddings = readonly (readonly [before: number, after: number])[];

const paddedShape = (x: TensorInfo, paddings: Paddings): number[] =>
  x.shape.map((size, axis) => paddings[axis][0] + size + paddings[axis][1]);

function padWith(backend: CudaTensors, x: TensorInfo, paddings: Paddings, value: number): TensorInfo {
  const out = backend.output(paddedShape(x, paddings), x.dtype);
  const rank = x.shape.length;
  const isInside = Array.from({ length: rank }, (_, a) => `(unsigned)c${a} < (unsigned)own[${a}]`).join(" && ");
  backend.launchElements({
    name: "pad",
    variant: "",
    args: {
      ...paddingArgs(backend, x, out, paddings),
      value: x.dtype === "float32" ? float(value) : int(value),
    },
    elements: util.sizeFromShape(out.shape),
    body: () => `${coordinates(rank)}${declare(rank, (a) => `const int c${a} = k${a} - before[${a}];`)}
  out[i] = ${isInside} ? x[${sumOver(rank, (a) => `c${a} * strides[${a}]`)}] : value;`,
  });
  return out;
}

function padMirrored(backend: CudaTensors, x: TensorInfo, paddings: Paddings, mode: string): TensorInfo {
  const out = backend.output(paddedShape(x, paddings), x.dtype);
  const rank = x.shape.length;
  const isEdgeTwice = mode === "reflect" ? 0 : 1;
  const mirror = (a: number) => `int c${a} = k${a} - before[${a}];
  if (c${a} < 0) c${a} = -c${a} - edge;
  else if (c${a} >= own[${a}]) c${a} = (own[${a}] - 1) * 2 - c${a} + edge;`;
  backend.launchElements({
    name: "padMirrored",
    variant: "",
    args: { ...paddingArgs(backend, x, out, paddings), edge: int(isEdgeTwice) },
    elements: util.sizeFromShape(out.shape),
    body: () => `${coordinates(rank)}${declare(rank, mirror)}
  out[i] = x[${sumOver(rank, (a) => `c${a} * strides[${a}]`)}];`,
  });
  return out;
}

const paddingArgs = (backend: CudaTensors, x: TensorInfo, out: TensorInfo, paddings: Paddings) => ({
  x: read(backend, x),
  out: write(backend, out),
  sizes: ints(out.shape),
  own: ints(x.shape),
  strides: ints(stridesOf(x.shape)),
  before: ints(paddings.map(([before]) => before)),
});

const declare = (rank: number, line: (axis: number) => string): string =>
  Array.from({ length: rank }, (_, axis) => `  ${line(axis)}`).join("\n");

export const moveKernels: readonly KernelConfig[] = [
  kernel<{ perm: number[] }>("Transpose", ({ x }, backend, { perm }) => transpose(backend, x, perm)),
  kernel<{ begin: number | number[]; size: number | number[] }>("Slice", ({ x }, backend, attrs) => {
    const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size);
    slice_util.assertParamsValid(x, begin, size);
    return slice(backend, x, begin, size);
  }),
  kernel<StridedSliceAttrs>("StridedSlice", ({ x }, backend, attrs) => stridedSlice(backend, x, attrs)),
  kernel<{ dims: number | number[] }>("Reverse", ({ x }, backend, { dims }) => reverse(backend, x, dims)),
  kernel<{ reps: number[] }>("Tile", ({ x }, backend, { reps }) => tile(backend, x, reps)),
  kernel<{ axis: number }>("Concat", (inputs, backend, { axis }) => {
    const tensors = Object.values(inputs);
    return concat(backend, tensors, util.parseAxisParam(axis, tensors[0].shape)[0]);
  }),
  kernel<{ axis: number }>("Pack", (inputs, backend, { axis }) => pack(backend, Object.values(inputs), axis)),
  kernel<{ axis: number }>("Unpack", ({ value }, backend, { axis }) => unpack(backend, value, axis)),
  kernel<{ numOrSizeSplits: number | number[]; axis: number }>("SplitV", ({ x }, backend, attrs) => {
    const [axis] = util.parseAxisParam(attrs.axis, x.shape);
    return split(backend, x, axis, backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis));
  }),
  kernel<{ paddings: [number, number][]; constantValue: number }>("PadV2", ({ x }, backend, attrs) => {
    const { paddings, constantValue } = attrs;
    if (!isComplex(x)) return padWith(backend, x, paddings, constantValue);
    const { real, imag } = partsOf(backend, x);
    const padded = complexOf(
      backend,
      padWith(backend, real, paddings, constantValue),
      padWith(backend, imag, paddings, 0),
    );
    for (const part of [real, imag]) backend.disposeIntermediateTensorInfo(part);
    return padded;
  }),
  kernel<{ paddings: [number, number][]; mode: string }>("MirrorPad", ({ x }, backend, { paddings, mode }) =>
    isComplex(x)
      ? onParts(backend, x, (part) => padMirrored(backend, part, paddings, mode))
      : padMirrored(backend, x, paddings, mode),
  ),
];
