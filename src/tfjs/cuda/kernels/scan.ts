import { type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type CudaTensors, int, read, write } from "../cudaTensors.js";
import { kernel } from "./kernel.js";
import { combineTeam, PARTS, TEAM } from "./reduce.js";

/** Lines up to this length are work for a single thread; so are longer ones if there are many. */
const SHORT = 64;
const MANY = 16_384;
/** In rows up to this length, each value's rank is found by comparison with all others. */
const RANKED = 4096;

interface ScanAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Cumulative sums or products along an axis. */
function scan(backend: CudaTensors, x: TensorInfo, isProduct: boolean, attrs: ScanAttrs): TensorInfo {
  const isFloat = x.dtype === "float32";
  const out = backend.output(x.shape, isFloat ? "float32" : "int32");
  const size = util.sizeFromShape(x.shape);
  if (size === 0) return out;
  const [axis] = util.parseAxisParam(attrs.axis, x.shape);
  const length = x.shape[axis] ?? 1;
  const stride = util.sizeFromShape(x.shape.slice(axis + 1));
  const lines = size / length;
  const isTeam = length > SHORT && lines < MANY;
  const operator = isProduct ? "*" : "+";
  const type = isFloat ? "float" : "int";
  const { exclusive, reverse } = attrs;
  const lineArgs = { lines: int(lines), length: int(length), stride: int(stride) };
  backend.launch({
    name: isProduct ? "cumprod" : "cumsum",
    variant: `${isTeam} ${exclusive} ${reverse}`,
    args: { x: read(backend, x), out: write(backend, out), ...lineArgs },
    threads: TEAM,
    blocks: [isTeam ? lines : Math.ceil(lines / TEAM)],
    // Whole numbers wrap around.
    declarations: () => `typedef ${type} Part;
INLINE Part combine(Part a, Part b) { return ${isFloat ? `a ${operator} b` : `(int)((unsigned)a ${operator} (unsigned)b)`}; }
struct Tile { Part at[2][${TEAM}]; };
`,
    body: () => `  const int line = ${isTeam ? "blockIdx.x" : "blockIdx.x * blockDim.x + threadIdx.x"};
${isTeam ? "" : "  if (line >= lines) return;\n"}  const int start = line / stride * stride * length + line % stride;
  const int first = start${reverse ? " + (length - 1) * stride" : ""}, step = ${reverse ? "-stride" : "stride"};
  Part before = ${isProduct ? 1 : 0};
${isTeam ? scanTiles(isProduct, exclusive) : scanAlone(exclusive)}`,
  });
  return out;
}

const scanAlone = (exclusive: boolean): string => `  for (int j = 0; j < length; j++) {
    const Part after = combine(before, x[first + j * step]);
    out[first + j * step] = ${exclusive ? "before" : "after"};
    before = after;
  }`;

/** A team processes one tile after another; in each, the range that a thread knows doubles in each round. */
const scanTiles = (isProduct: boolean, exclusive: boolean): string => `  SHARED_MEMORY(Tile, tile);
  const int t = threadIdx.x;
  for (int from = 0; from < length; from += ${TEAM}) {
    const int j = from + t;
    tile.at[0][t] = j < length ? (Part)x[first + j * step] : (Part)${isProduct ? 1 : 0};
    __syncthreads();
    int now = 0;
    for (int reach = 1; reach < ${TEAM}; reach *= 2) {
      const Part own = tile.at[now][t];
      tile.at[1 - now][t] = t >= reach ? combine(tile.at[now][t - reach], own) : own;
      now = 1 - now;
      __syncthreads();
    }
    if (j < length) {
      out[first + j * step] = ${exclusive ? "t == 0 ? before : combine(before, tile.at[now][t - 1])" : "combine(before, tile.at[now][t])"};
    }
    before = combine(before, tile.at[now][${TEAM - 1}]);
    __syncthreads();
  }`;

/** A total order: larger values first, then smaller positions. NaN is last. */
const orderOf = (x: TensorInfo): string => {
  const isFloat = x.dtype === "float32";
  const type = isFloat ? "float" : "int";
  return `struct Part { ${type} value; int place; };
INLINE Part partOf(${type} value, int place) {
  Part part;
  part.value = ${isFloat ? "value != value ? -INFINITE : value" : "value"};
  part.place = place;
  return part;
}
INLINE bool isBefore(Part a, Part b) { return a.value > b.value || (a.value == b.value && a.place < b.place); }
INLINE Part combine(Part a, Part b) { return isBefore(b, a) ? b : a; }
${PARTS}`;
};

/** The k largest values of each row and their positions, always sorted. */
function topK(backend: CudaTensors, x: TensorInfo, k: number): TensorInfo[] {
  const width = x.shape[x.shape.length - 1];
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = [backend.output(shape, x.dtype), backend.output(shape, "int32")];
  const size = util.sizeFromShape(x.shape);
  if (size === 0 || k === 0) return [values, indices];
  const args = {
    x: read(backend, x),
    values: write(backend, values),
    indices: write(backend, indices),
    width: int(width),
    k: int(k),
  };
  const declarations = () => orderOf(x);
  if (width <= RANKED) {
    backend.launchElements({
      name: "topKByRank",
      variant: "",
      args,
      elements: size,
      declarations,
      body: () => `  const int row = i / width, place = i % width;
  const Part own = partOf(x[i], place);
  int rank = 0;
  for (int j = 0; j < width; j++) rank += isBefore(partOf(x[row * width + j], j), own);
  if (rank >= k) return;
  values[row * k + rank] = x[i];
  indices[row * k + rank] = place;`,
    });
  } else {
    backend.launch({
      name: "topKByRounds",
      variant: "",
      args,
      threads: TEAM,
      blocks: [size / width],
      declarations,
      body: () => selectByRounds(x.dtype === "float32" ? "-INFINITE" : "-2147483647 - 1"),
    });
  }
  return [values, indices];
}

/** Each round finds the first element after the one found in the last round. */
const selectByRounds = (lowest: string): string => `  SHARED_MEMORY(Parts, parts);
  const int row = blockIdx.x, at = row * width;
  Part last;
  for (int round = 0; round < k; round++) {
    Part best = partOf(${lowest}, 2147483647);
    for (int j = threadIdx.x; j < width; j += ${TEAM}) {
      const Part own = partOf(x[at + j], j);
      if (round == 0 || isBefore(last, own)) best = combine(best, own);
    }
${combineTeam("best")}    __syncthreads();
    last = best;
    if (threadIdx.x == 0) {
      values[row * k + round] = x[at + best.place];
      indices[row * k + round] = best.place;
    }
  }`;

export const scanKernels: readonly KernelConfig[] = [
  kernel<ScanAttrs>("Cumsum", ({ x }, backend, attrs) => scan(backend, x, false, attrs)),
  kernel<ScanAttrs>("Cumprod", ({ x }, backend, attrs) => scan(backend, x, true, attrs)),
  kernel<{ k: number }>("TopK", ({ x }, backend, { k }) => topK(backend, x, k)),
];
