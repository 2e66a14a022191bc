import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type CudaTensors, int, write } from "../cudaTensors.js";
import type { Launch } from "../kernelLauncher.js";

/** Rows and columns that a block computes; each of its threads computes 4 × 4 values. */
const TILE = 64;
/** Length of the inner dimension that a block holds in shared memory. */
const STEP = 16;
const THREADS = 256;
/** With so few rows, most of a tile would be idle. */
const FEW_ROWS = 4;
/** Fewer blocks leave multiprocessors idle; then several share the inner dimension, each at least this part of it. */
const ENOUGH_BLOCKS = 128;
const LEAST_DEPTH = 256;

/** Products of matrices whose values are given by C expressions. */
interface Product {
  readonly name: string;
  /** What the expressions depend on besides the types of the arguments. */
  readonly variant: string;
  readonly args: Launch["args"];
  readonly batches: number;
  readonly rows: number;
  readonly cols: number;
  /** The inner dimension. */
  readonly depth: number;
  /** Statements before the others, for what depends only on `batch`. */
  readonly setup?: string;
  /**
   * Statements that return a value of the first matrix, for `batch`, `row` and `k`; and of the second, for `k` and
   * `col`.
   */
  readonly first: string;
  readonly second: string;
  /** Statements that return the index in `out` of the value for `batch`, `row` and `col`. */
  readonly place: string;
  /** The dimension that is contiguous in memory. */
  readonly firstAlong: "row" | "k";
  readonly secondAlong: "col" | "k";
  /** In float32 or int32. */
  readonly out: TensorInfo;
}

/** Whole numbers are summed modulo 2^32. */
const sumType = ({ out }: Product) => (out.dtype === "float32" ? "float" : "unsigned");

export function computeProduct(backend: CudaTensors, product: Product): void {
  const { batches, rows, cols } = product;
  if (batches * rows * cols === 0) return;
  if (rows <= FEW_ROWS) launchFewRows(backend, product);
  else launchSlices(backend, product);
}

function launchSlices(backend: CudaTensors, product: Product): void {
  const { batches, rows, cols, depth } = product;
  const tiles = batches * Math.ceil(rows / TILE) * Math.ceil(cols / TILE);
  const slices = Math.max(1, Math.min(Math.ceil(ENOUGH_BLOCKS / tiles), Math.floor(depth / LEAST_DEPTH)));
  if (slices === 1) {
    launchTiles(backend, product, product.out, tiles, 1);
    return;
  }
  const partial = backend.output([slices, batches, rows, cols], product.out.dtype);
  const place = `return ((blockIdx.y * batches + batch) * rows + row) * cols + col;`;
  launchTiles(backend, { ...product, place, variant: `${product.variant} partial` }, partial, tiles, slices);
  addSlices(backend, product, partial, slices);
  backend.disposeIntermediateTensorInfo(partial);
}

function sizesOf({ args, batches, rows, cols, depth }: Product): Launch["args"] {
  return { ...args, batches: int(batches), rows: int(rows), cols: int(cols), depth: int(depth) };
}

function functionsOf(product: Product): string {
  const type = sumType(product);
  return `  ${product.setup ?? ""}
  const auto first = [&](int row, int k) -> ${type} {
    ${product.first}
  };
  const auto second = [&](int k, int col) -> ${type} {
    ${product.second}
  };
${placeOf(product)}`;
}

const placeOf = ({ place }: Product) => `  const auto place = [&](int row, int col) -> int {
    ${place}
  };`;

/** Neighboring threads load neighboring values; `e` is the index within a tile. */
const tilePlace = (along: string, name: string) =>
  along === "k"
    ? `const int k = e % ${STEP}, ${name} = e / ${STEP};`
    : `const int ${name} = e % ${TILE}, k = e / ${TILE};`;

function launchTiles(backend: CudaTensors, product: Product, out: TensorInfo, tiles: number, slices: number): void {
  const type = sumType(product);
  const { depth, cols, rows } = product;
  const sliceDepth = Math.ceil(depth / slices / STEP) * STEP;
  backend.launch({
    name: product.name,
    variant: product.variant,
    args: {
      ...sizesOf(product),
      rowTiles: int(Math.ceil(rows / TILE)),
      colTiles: int(Math.ceil(cols / TILE)),
      sliceDepth: int(sliceDepth),
      out: write(backend, out),
    },
    threads: THREADS,
    blocks: [tiles, slices],
    // Rows of 4 extra values, so that threads that store a column do not all use the same bank.
    declarations: () => `struct Tiles {
  alignas(16) ${type} a[${STEP}][${TILE + 4}];
  alignas(16) ${type} b[${STEP}][${TILE + 4}];
};`,
    body: () => `  SHARED_MEMORY(Tiles, tiles);
  const int thread = threadIdx.x;
  const int firstCol = (int)(blockIdx.x % colTiles) * ${TILE};
  const int firstRow = (int)(blockIdx.x / colTiles % rowTiles) * ${TILE};
  const int batch = blockIdx.x / colTiles / rowTiles;
  const int begin = blockIdx.y * sliceDepth;
  const int end = min(depth, begin + sliceDepth);
${functionsOf(product)}
  const int ownRow = thread / 16 * 4, ownCol = thread % 16 * 4;
  ${type} sums[4][4] = {};
  for (int from = begin; from < end; from += ${STEP}) {
    for (int e = thread; e < ${TILE * STEP}; e += ${THREADS}) {
      ${tilePlace(product.firstAlong, "row")}
      tiles.a[k][row] = firstRow + row < rows && from + k < end ? first(firstRow + row, from + k) : 0;
    }
    for (int e = thread; e < ${TILE * STEP}; e += ${THREADS}) {
      ${tilePlace(product.secondAlong, "col")}
      tiles.b[k][col] = firstCol + col < cols && from + k < end ? second(from + k, firstCol + col) : 0;
    }
    __syncthreads();
    for (int k = 0; k < ${STEP}; k++) {
      ${type} a[4], b[4];
      for (int r = 0; r < 4; r++) a[r] = tiles.a[k][ownRow + r];
      for (int c = 0; c < 4; c++) b[c] = tiles.b[k][ownCol + c];
      for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 4; c++) sums[r][c] += a[r] * b[c];
      }
    }
    __syncthreads();
  }
  for (int r = 0; r < 4; r++) {
    for (int c = 0; c < 4; c++) {
      const int row = firstRow + ownRow + r, col = firstCol + ownCol + c;
      if (row < rows && col < cols) out[place(row, col)] = sums[r][c];
    }
  }`,
  });
}

/** Always in the same order, so that the same values give the same sum. */
function addSlices(backend: CudaTensors, product: Product, partial: TensorInfo, slices: number): void {
  const type = sumType(product);
  backend.launchElements({
    name: `${product.name}Sum`,
    variant: product.variant,
    args: {
      ...sizesOf(product),
      slices: int(slices),
      partial: write(backend, partial),
      out: write(backend, product.out),
    },
    elements: product.batches * product.rows * product.cols,
    body: () => `  const int batch = i / cols / rows;
${placeOf(product)}
  ${type} sum = 0;
  for (int s = 0; s < slices; s++) sum += partial[s * elements + i];
  out[place(i / cols % rows, i % cols)] = sum;`,
  });
}

/** Several threads per value share the inner dimension; neighbors read neighboring values. */
function launchFewRows(backend: CudaTensors, product: Product): void {
  const type = sumType(product);
  const { batches, rows, cols, secondAlong } = product;
  const lanes = secondAlong === "k" ? 32 : THREADS / 32;
  const colsOfBlock = THREADS / lanes;
  const places =
    secondAlong === "k"
      ? `const int lane = thread % ${lanes}, own = thread / ${lanes};`
      : `const int own = thread % ${colsOfBlock}, lane = thread / ${colsOfBlock};`;
  const colBlocks = Math.ceil(cols / colsOfBlock);
  backend.launch({
    name: `${product.name}Rows`,
    variant: `${product.variant} ${secondAlong}`,
    args: { ...sizesOf(product), colBlocks: int(colBlocks), out: write(backend, product.out) },
    threads: THREADS,
    blocks: [batches * rows * colBlocks],
    declarations: () => `struct Sums {\n  ${type} of[${lanes}][${colsOfBlock}];\n};`,
    body: () => `  SHARED_MEMORY(Sums, sums);
  const int thread = threadIdx.x;
  ${places}
  const int col = (int)(blockIdx.x % colBlocks) * ${colsOfBlock} + own;
  const int row = blockIdx.x / colBlocks % rows;
  const int batch = blockIdx.x / colBlocks / rows;
${functionsOf(product)}
  ${type} sum = 0;
  if (col < cols) {
    for (int k = lane; k < depth; k += ${lanes}) sum += first(row, k) * second(k, col);
  }
  sums.of[lane][own] = sum;
  __syncthreads();
  if (lane == 0 && col < cols) {
    for (int l = 1; l < ${lanes}; l++) sum += sums.of[l][own];
    out[place(row, col)] = sum;
  }`,
  });
}
