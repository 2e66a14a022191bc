import { type DataType, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type CudaTensors, float, int, ints, read, write } from "../cudaTensors.js";
import { type Constant, storedType } from "../tensorData.js";
import { isComplex, onParts } from "./complex.js";
import { kernel } from "./kernel.js";
import { stridesOf } from "./places.js";

/** Threads of a block that work on one row together; a power of two. */
export const TEAM = 256;
/** Rows up to this length are work for a single thread. */
const SHORT = 64;
/** From this number of rows on, single threads keep the device busy. */
const MANY = 16_384;
/** Values that are combined before they join the rest, so that rounding errors of long sums stay small. */
const RUN = 64;
/** Longer rows are split among blocks if there are fewer than `FEW` rows. */
const LONG = 16_384;
const FEW = 256;
const LEAST_OF_A_BLOCK = 4096;

/** How values are reduced to one, in C. */
interface Reduction {
  /**
   * A type `Part`, and functions partOf(value, place), combine(a, b), empty(). The result does not depend on the order.
   */
  readonly declarations: string;
  /** The result, from the part `total` that combines all values. */
  readonly result: string;
  readonly gives: DataType;
  /** The type in which a part is stored, if it can be reduced again. */
  readonly storedAs?: "float32" | "int32";
}

/**
 * The values of a tensor as rows, each of which is reduced to one: sizes and strides of the kept and the reduced axes.
 */
interface Rows {
  readonly kept: Axes;
  readonly reduced: Axes;
}

interface Axes {
  readonly size: number;
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/** Finds the address of the i-th element of some axes. */
const PLACE_OF = `
INLINE int placeOf(int i, int rank, const int* sizes, const int* strides) {
  int at = 0;
  for (int axis = rank - 1; axis > 0; axis--) {
    at += i % sizes[axis] * strides[axis];
    i /= sizes[axis];
  }
  return at + i * strides[0];
}
`;

/** A type with one part per thread of a team. */
export const PARTS = `struct Parts { Part at[${TEAM}]; };\n`;

/** Lines in which a team combines `total` of all its threads, in an order that is always the same. */
export const combineTeam = (total: string): string => `  parts.at[threadIdx.x] = ${total};
  for (int half = ${TEAM / 2}; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) parts.at[threadIdx.x] = combine(parts.at[threadIdx.x], parts.at[threadIdx.x + half]);
  }
  __syncthreads();
  ${total} = parts.at[0];
`;

function simple(type: "float" | "int", start: string, combine: string, gives: DataType, result = "total"): Reduction {
  return {
    declarations: `typedef ${type} Part;
INLINE Part empty() { return ${start}; }
INLINE Part partOf(${type} value, int) { return value; }
INLINE Part combine(Part a, Part b) { return ${combine}; }
`,
    result,
    gives,
    storedAs: type === "float" ? "float32" : "int32",
  };
}

/** Overflow wraps around, as in an Int32Array. */
const sum = (x: TensorInfo): Reduction =>
  x.dtype === "float32"
    ? simple("float", "0.0f", "a + b", "float32")
    : simple("int", "0", "(int)((unsigned)a + (unsigned)b)", "int32");

const product = (x: TensorInfo): Reduction =>
  x.dtype === "float32"
    ? simple("float", "1.0f", "a * b", "float32")
    : simple("int", "1", "(int)((unsigned)a * (unsigned)b)", "int32");

const extreme =
  (combine: string, floatStart: string, intStart: string) =>
  (x: TensorInfo): Reduction =>
    x.dtype === "float32" ? simple("float", floatStart, combine, x.dtype) : simple("int", intStart, combine, x.dtype);

const largest = extreme("maximum(a, b)", "-INFINITE", "-2147483647 - 1");
const smallest = extreme("minimum(a, b)", "INFINITE", "2147483647");

const mean = (): Reduction => simple("float", "0.0f", "a + b", "float32", "total / divisor");
const all = (): Reduction => simple("int", "1", "a != 0 && b != 0", "bool");
const any = (): Reduction => simple("int", "0", "a != 0 || b != 0", "bool");

/**
 * The first position of the largest or smallest value: that of the largest `rank`. NaN is ignored except in the first
 * position, where it is the answer, as no comparison with it is true.
 */
function placeOfExtreme(x: TensorInfo, isSmallest: boolean): Reduction {
  const isFloat = x.dtype === "float32";
  const type = isFloat ? "float" : "int";
  const reversed = isFloat ? "-value" : "~value";
  const rank = isSmallest ? reversed : "value";
  return {
    declarations: `struct Part { ${type} rank; int place; };
INLINE Part make(${type} rank, int place) { Part part; part.rank = rank; part.place = place; return part; }
INLINE Part empty() { return make(${isFloat ? "-INFINITE" : "-2147483647 - 1"}, 2147483647); }
INLINE Part partOf(${type} value, int place) {
  return make(${isFloat ? `value != value ? (place == 0 ? INFINITE : -INFINITE) : ${rank}` : rank}, place);
}
INLINE Part combine(Part a, Part b) {
  return b.rank > a.rank || (b.rank == a.rank && b.place < a.place) ? b : a;
}
`,
    result: "total.place",
    gives: "int32",
  };
}

/** Some axes of a tensor; axes that are contiguous in memory are merged. */
function axesOf(shape: readonly number[], isTaken: (axis: number) => boolean): Axes {
  const own = stridesOf(shape);
  const sizes: number[] = [];
  const strides: number[] = [];
  for (const [axis, size] of shape.entries()) {
    if (!isTaken(axis) || size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && strides[last] === own[axis] * size) {
      sizes[last] *= size;
      strides[last] = own[axis];
    } else {
      sizes.push(size);
      strides.push(own[axis]);
    }
  }
  if (sizes.length === 0) return { size: 1, sizes: [1], strides: [0] };
  return { size: sizes.reduce((a, b) => a * b), sizes, strides };
}

/** Single threads also read neighboring values if it is the rows that are contiguous. */
function isForTeams({ kept, reduced }: Rows): boolean {
  if (reduced.size <= SHORT) return false;
  return kept.size < MANY || kept.strides.at(-1) !== 1;
}

/** Reduces each row, or each of `parts` pieces of each row. */
function reduceRows(
  backend: CudaTensors,
  x: TensorInfo,
  rows: Rows,
  reduction: Reduction,
  out: TensorInfo,
  { parts = 1, divisor = 1 } = {},
): void {
  const { kept, reduced } = rows;
  const isTeam = parts > 1 || isForTeams(rows);
  const step = isTeam ? TEAM : 1;
  const args = {
    x: read(backend, x),
    out: write(backend, out),
    rows: int(kept.size),
    width: int(reduced.size),
    piece: int(Math.ceil(reduced.size / parts)),
    divisor: float(divisor),
    keptSizes: ints(kept.sizes),
    keptStrides: ints(kept.strides),
    sizes: ints(reduced.sizes),
    strides: ints(reduced.strides),
  };
  backend.launch({
    name: "reduce",
    variant: `${isTeam} ${reduction.declarations} ${reduction.result}`,
    args,
    threads: TEAM,
    blocks: isTeam ? [kept.size, parts] : [Math.ceil(kept.size / TEAM)],
    declarations: () => `${PLACE_OF}${reduction.declarations}${PARTS}`,
    body: () => `${
      isTeam
        ? `  SHARED_MEMORY(Parts, parts);
  const int row = blockIdx.x, begin = (int)blockIdx.y * piece, end = min(width, begin + piece);
  const int first = begin + (int)threadIdx.x;`
        : `  const int row = blockIdx.x * blockDim.x + threadIdx.x, first = 0, end = width;
  if (row >= rows) return;`
    }
  const int at = placeOf(row, ${kept.sizes.length}, keptSizes, keptStrides);
  Part total = empty();
  for (int from = first; from < end; from += ${RUN * step}) {
    const int to = min(end, from + ${RUN * step});
    Part run = empty();
    for (int j = from; j < to; j += ${step}) {
      run = combine(run, partOf(x[at + placeOf(j, ${reduced.sizes.length}, sizes, strides)], j));
    }
    total = combine(total, run);
  }
${
  isTeam
    ? `${combineTeam("total")}  if (threadIdx.x == 0) out[row * (int)gridDim.y + (int)blockIdx.y] = ${reduction.result};`
    : `  out[row] = ${reduction.result};`
}`,
  });
}

/** A few long rows are first reduced in pieces, to occupy the whole device. */
function piecesOf({ kept, reduced }: Rows, { storedAs }: Reduction): number {
  if (!storedAs || kept.size >= FEW || reduced.size <= LONG) return 1;
  return Math.min(Math.ceil(reduced.size / LEAST_OF_A_BLOCK), Math.ceil((2 * FEW) / kept.size));
}

interface Reduced {
  readonly axes: readonly number[];
  readonly keepDims?: boolean;
}

function reduce(backend: CudaTensors, x: TensorInfo, reduction: Reduction, { axes, keepDims }: Reduced): TensorInfo {
  const shape = keepDims
    ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !axes.includes(axis));
  const out = backend.output(shape, reduction.gives);
  const rows = {
    kept: axesOf(x.shape, (axis) => !axes.includes(axis)),
    reduced: axesOf(x.shape, (axis) => axes.includes(axis)),
  };
  // The mean of no values is 0, as on other backends.
  const divisor = Math.max(rows.reduced.size, 1);
  const parts = piecesOf(rows, reduction);
  if (parts === 1 || !reduction.storedAs) {
    reduceRows(backend, x, rows, reduction, out, { divisor });
    return out;
  }
  const pieces = backend.output([rows.kept.size, parts], reduction.storedAs);
  reduceRows(backend, x, rows, { ...reduction, result: "total" }, pieces, { parts });
  const ofPieces = {
    kept: axesOf(pieces.shape, (axis) => axis === 0),
    reduced: axesOf(pieces.shape, (axis) => axis === 1),
  };
  reduceRows(backend, pieces, ofPieces, reduction, out, { divisor });
  backend.disposeIntermediateTensorInfo(pieces);
  return out;
}

/** Softmax of each row, with values shifted to avoid overflow. */
function softmax(backend: CudaTensors, x: TensorInfo, dim: number): TensorInfo {
  const rank = x.shape.length;
  util.assert(
    dim === -1 || dim === rank - 1,
    () => `cuda, Softmax: found the axis ${dim} of ${rank}, expected the last one.`,
  );
  const width = x.shape[rank - 1] ?? 1;
  const out = backend.output(x.shape, "float32");
  const size = util.sizeFromShape(x.shape);
  if (size === 0) return out;
  const rows = size / width;
  const isTeam = width > SHORT;
  const step = isTeam ? TEAM : 1;
  const overAll = (variable: string) =>
    isTeam ? combineTeam(variable).replace(/combine\(/g, `combine${variable === "sum" ? "Sums" : "Largest"}(`) : "";
  backend.launch({
    name: "softmax",
    variant: `${isTeam}`,
    args: { x: read(backend, x), out: write(backend, out), rows: int(rows), width: int(width) },
    threads: TEAM,
    blocks: [isTeam ? rows : Math.ceil(rows / TEAM)],
    declarations: () => `typedef float Part;
INLINE Part combineSums(Part a, Part b) { return a + b; }
INLINE Part combineLargest(Part a, Part b) { return maximum(a, b); }
${PARTS}`,
    body: () => `${
      isTeam
        ? "  SHARED_MEMORY(Parts, parts);\n  const int row = blockIdx.x, first = threadIdx.x;"
        : `  const int row = blockIdx.x * blockDim.x + threadIdx.x, first = 0;
  if (row >= rows) return;`
    }
  const int at = row * width;
  float top = -INFINITE;
  for (int j = first; j < width; j += ${step}) top = maximum(top, (float)x[at + j]);
${overAll("top")}${isTeam ? "  __syncthreads();\n" : ""}  float sum = 0.0f;
  for (int j = first; j < width; j += ${step}) sum += expf(x[at + j] - top);
${overAll("sum")}  for (int j = first; j < width; j += ${step}) out[at + j] = expf(x[at + j] - top) / sum;`,
  });
  return out;
}

interface BatchNormInputs {
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly scale?: TensorInfo;
  readonly offset?: TensorInfo;
}

function batchNorm(backend: CudaTensors, inputs: BatchNormInputs, epsilon: number): TensorInfo {
  const { x, mean: center, variance, scale, offset } = inputs;
  const constant = (value: number): Constant => ({ value, dtype: "float32" });
  return backend.elementwise(
    "$4 + ($0 - $1) * $3 / sqrtf($2 + $5)",
    [x, center, variance, scale ?? constant(1), offset ?? constant(0), constant(epsilon)],
    x.shape,
    storedType(x.dtype),
  );
}

interface ReduceAttrs {
  readonly axis?: number | number[];
  /** Max's name for its axis. */
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

const reduceKernel = (name: string, reductionOf: (x: TensorInfo) => Reduction): KernelConfig =>
  kernel<ReduceAttrs>(name, ({ x }, backend, { axis, reductionIndices, keepDims }) => {
    const axes = util.parseAxisParam((axis ?? reductionIndices) as number[], x.shape);
    const run = (part: TensorInfo) => reduce(backend, part, reductionOf(part), { axes, keepDims });
    return isComplex(x) ? onParts(backend, x, run) : run(x);
  });

const placeKernel = (name: string, isSmallest: boolean): KernelConfig =>
  kernel<{ axis: number }>(name, ({ x }, backend, { axis }) => {
    const [only] = util.parseAxisParam(axis, x.shape);
    return reduce(backend, x, placeOfExtreme(x, isSmallest), { axes: only === undefined ? [] : [only] });
  });

export const reduceKernels: readonly KernelConfig[] = [
  reduceKernel("Sum", sum),
  reduceKernel("Mean", mean),
  reduceKernel("Prod", product),
  reduceKernel("Max", largest),
  reduceKernel("Min", smallest),
  reduceKernel("All", all),
  reduceKernel("Any", any),
  placeKernel("ArgMax", false),
  placeKernel("ArgMin", true),
  kernel<{ dim: number }>("Softmax", ({ logits }, backend, { dim }) => softmax(backend, logits, dim)),
  kernel<{ varianceEpsilon?: number }>("FusedBatchNorm", (inputs, backend, { varianceEpsilon }) =>
    batchNorm(backend, inputs as unknown as BatchNormInputs, varianceEpsilon ?? 0.001),
  ),
];
