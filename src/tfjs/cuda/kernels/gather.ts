import { backend_util, type DataType, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type CudaTensors, float, int, ints, read, write } from "../cudaTensors.js";
import { isComplex, onParts } from "./complex.js";
import { kernel } from "./kernel.js";
import { asArgument, knownValues, MOST_AS_ARGUMENT } from "./known.js";
import { sumOver } from "./places.js";
import { scatter, segmentSum } from "./scatter.js";

interface GatherAttrs {
  axis: number;
  batchDims?: number;
}

function gather(backend: CudaTensors, x: TensorInfo, indices: TensorInfo, attrs: GatherAttrs): TensorInfo {
  if (isComplex(x)) return onParts(backend, x, (part) => gather(backend, part, indices, attrs));
  const [axis] = util.parseAxisParam(attrs.axis, x.shape);
  const most = x.shape[axis] - 1;
  const known = knownValues(backend, indices);
  for (const index of known ?? []) {
    util.assert(index >= 0 && index <= most, () => `GatherV2: the index value ${index} is not in [0, ${most}]`);
  }
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
    x as never,
    indices as never,
    axis,
    attrs.batchDims ?? 0,
  );
  const out = backend.output(outputShape, x.dtype);
  const isFlat = batchSize * outerSize === 1;
  backend.launchElements({
    name: "gather",
    variant: isFlat ? "flat" : "",
    args: {
      x: read(backend, x),
      indices:
        known && known.length <= MOST_AS_ARGUMENT ? asArgument(known.length, (i) => known[i]) : read(backend, indices),
      out: write(backend, out),
      outer: int(outerSize),
      size: int(dimSize),
      taken: int(util.sizeFromShape(indices.shape) / batchSize),
      width: int(sliceSize),
    },
    elements: util.sizeFromShape(outputShape),
    body: () => `  const int column = i % width, row = i / width;
${isFlat ? "  const int block = 0, at = row;" : "  const int block = row / taken, at = block / outer * taken + row % taken;"}
  const int index = (int)indices[at];
  out[i] = (unsigned)index < (unsigned)size ? x[(block * size + index) * width + column] : 0;`,
  });
  return out;
}

function gatherNd(backend: CudaTensors, params: TensorInfo, indices: TensorInfo): TensorInfo {
  if (isComplex(params)) return onParts(backend, params, (part) => gatherNd(backend, part, indices));
  // Its types say tensors, but it uses only their shapes.
  const [shape, , width, strides] = backend_util.prepareAndValidate(
    { ...params, rank: params.shape.length } as never,
    { ...indices, rank: indices.shape.length } as never,
  );
  const slices = util.sizeFromShape(params.shape) / width;
  const depth = strides.length;
  checkKnown(backend, indices, { strides, slices, shape: params.shape });
  const out = backend.output(shape, params.dtype);
  backend.launchElements({
    name: "gatherNd",
    variant: "",
    args: {
      x: read(backend, params),
      indices: read(backend, indices),
      out: write(backend, out),
      width: int(width),
      slices: int(slices),
      strides: ints(strides),
    },
    elements: util.sizeFromShape(shape),
    body: () => `  const int column = i % width, row = i / width;
  const int at = ${sumOver(depth, (d) => `indices[row * ${depth} + ${d}] * strides[${d}]`)};
  out[i] = (unsigned)at < (unsigned)slices ? x[at * width + column] : 0;`,
  });
  return out;
}

interface Indexed {
  readonly strides: readonly number[];
  readonly slices: number;
  readonly shape: readonly number[];
}

/** Rejects known indices that are out of range. */
function checkKnown(backend: CudaTensors, indices: TensorInfo, { strides, slices, shape }: Indexed): void {
  const values = knownValues(backend, indices);
  const depth = strides.length;
  if (!values || depth === 0) return;
  for (let first = 0; first < values.length; first += depth) {
    const index = values.subarray(first, first + depth);
    const at = strides.reduce((sum, stride, d) => sum + index[d] * stride, 0);
    if (at < 0 || at >= slices) throw new Error(`Invalid indices: ${index} does not index into ${shape}`);
  }
}

/** Slices of `tensor`, or of zeros, replaced by those of `updates`, or with these added. */
function scatterNd(
  backend: CudaTensors,
  { indices, updates, tensor }: { readonly indices: TensorInfo; readonly updates: TensorInfo; tensor?: TensorInfo },
  shape: readonly number[],
): TensorInfo {
  const { sliceRank, numUpdates, sliceSize, strides, outputSize } = backend_util.calculateShapes(updates, indices, [
    ...shape,
  ]);
  const slices = sliceSize === 0 ? 0 : outputSize / sliceSize;
  const used = strides.slice(0, sliceRank);
  if (outputSize > 0) checkKnown(backend, indices, { strides: used, slices, shape });
  return scatter(backend, {
    indices,
    strides: used,
    count: numUpdates,
    updates,
    tensor,
    shape,
    slices,
    width: sliceSize,
  });
}

interface OneHotAttrs {
  depth: number;
  onValue: number;
  offValue: number;
  dtype: DataType;
}

function oneHot(backend: CudaTensors, indices: TensorInfo, attrs: OneHotAttrs): TensorInfo {
  const { depth, onValue, offValue, dtype } = attrs;
  const shape = [...indices.shape, depth];
  const out = backend.output(shape, dtype);
  backend.launchElements({
    name: "oneHot",
    variant: "",
    args: {
      indices: read(backend, indices),
      out: write(backend, out),
      depth: int(depth),
      on: float(onValue),
      off: float(offValue),
    },
    elements: util.sizeFromShape(shape),
    body: () => "  out[i] = indices[i / depth] == i % depth ? on : off;",
  });
  return out;
}

/** Each value is the one before plus the step, rounded each time, as on the other backends. */
function steps(values: Float32Array | Int32Array | Uint8Array, start: number, step: number): typeof values {
  if (values.length > 0) values[0] = start;
  for (let i = 1; i < values.length; i++) values[i] = values[i - 1] + step;
  return values;
}

interface RangeAttrs {
  start: number;
  stop: number;
  step: number;
  dtype: "float32" | "int32";
}

function range(backend: CudaTensors, { start, stop, step, dtype }: RangeAttrs): TensorInfo {
  const isEmpty = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
  const size = isEmpty ? 0 : Math.abs(Math.ceil((stop - start) / step));
  // A step of 1 is the default, which counts down if the end is below the start.
  const signed = stop < start && step === 1 ? -1 : step;
  return backend.makeTensorInfo([size], dtype, steps(util.makeZerosTypedArray(size, dtype), start, signed));
}

export const gatherKernels: readonly KernelConfig[] = [
  kernel<GatherAttrs>("GatherV2", ({ x, indices }, backend, attrs) => gather(backend, x, indices, attrs)),
  kernel("GatherNd", ({ params, indices }, backend) => gatherNd(backend, params, indices)),
  kernel<{ shape: number[] }>("ScatterNd", ({ indices, updates }, backend, { shape }) =>
    isComplex(updates)
      ? onParts(backend, updates, (part) => scatterNd(backend, { indices, updates: part }, shape))
      : scatterNd(backend, { indices, updates }, shape),
  ),
  kernel("TensorScatterUpdate", ({ tensor, indices, updates }, backend) =>
    scatterNd(backend, { tensor, indices, updates }, tensor.shape),
  ),
  kernel<OneHotAttrs>("OneHot", ({ indices }, backend, attrs) => oneHot(backend, indices, attrs)),
  kernel<RangeAttrs>("Range", (_, backend, attrs) => range(backend, attrs)),
  kernel<{ start: number; stop: number; num: number }>("LinSpace", (_, backend, { start, stop, num }) =>
    backend.makeTensorInfo([num], "float32", steps(new Float32Array(num), start, (stop - start) / (num - 1))),
  ),
  kernel<{ numSegments: number }>("UnsortedSegmentSum", ({ x, segmentIds }, backend, { numSegments }) =>
    segmentSum(backend, x, segmentIds, numSegments),
  ),
];
