import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type CudaTensors, int, ints, read, write } from "../cudaTensors.js";
import { BYTES, C_TYPE, storedType } from "../tensorData.js";
import { onParts } from "./complex.js";

/** Which elements of a tensor make up another: element k0, k1 … is the one at start + k0 · strides[0] + … */
export interface Places {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly start: number;
}

/** Strides of all axes, including the last. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Lines that declare k0, k1 …, the position of element i in a shape whose sizes are the argument `sizes`. */
export function coordinates(rank: number): string {
  if (rank === 0) return "";
  const lines = ["int rest = i;"];
  for (let axis = rank - 1; axis > 0; axis--) {
    lines.push(`const int k${axis} = rest % sizes[${axis}];`, `rest /= sizes[${axis}];`);
  }
  lines.push("const int k0 = rest;");
  return `${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

/** A sum over axes in C. */
export const sumOver = (rank: number, term: (axis: number) => string): string =>
  Array.from({ length: rank }, (_, axis) => term(axis)).join(" + ") || "0";

/** Side of the squares that are transposed in shared memory. */
const TILE = 32;
const TILE_ROWS = 8;
const MOST_BATCHES = 65_535;
/** Smaller transpositions are as fast without shared memory. */
const SMALL = 4096;

/** A tensor of selected elements of another. */
export function pick(backend: CudaTensors, x: TensorInfo, places: Places): TensorInfo {
  if (x.dtype === "complex64") return onParts(backend, x, (part) => pick(backend, part, places));
  const { shape, start } = places;
  const size = util.sizeFromShape([...shape]);
  const { sizes, strides } = joinAxes(places);
  const isContiguous = sizes.length === 0 || (sizes.length === 1 && strides[0] === 1);
  if (isContiguous && size === util.sizeFromShape(x.shape)) return backend.view(x, shape);
  const out = backend.output(shape, x.dtype);
  if (size === 0) return out;
  if (isContiguous) copyRange(backend, x, start, out, size);
  else if (isTransposition(sizes, strides, start) && size >= SMALL) transposeTiles(backend, x, out, sizes);
  else pickEach(backend, x, out, { shape: sizes, strides, start });
  return out;
}

/** Merges axes that are contiguous in memory: fewer axes, fewer divisions. */
function joinAxes({ shape, strides }: Places): { readonly sizes: number[]; readonly strides: number[] } {
  const sizes: number[] = [];
  const joined: number[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && joined[last] === strides[axis] * size) {
      sizes[last] *= size;
      joined[last] = strides[axis];
    } else {
      sizes.push(size);
      joined.push(strides[axis]);
    }
  }
  return { sizes, strides: joined };
}

function copyRange(backend: CudaTensors, x: TensorInfo, start: number, out: TensorInfo, size: number): void {
  const width = BYTES[storedType(x.dtype)];
  const [from, to] = [backend.addressOf(x), backend.addressOf(out)];
  backend.device.activate();
  backend.device.copy(to, from + start * width, size * width);
}

function pickEach(backend: CudaTensors, x: TensorInfo, out: TensorInfo, { shape, strides, start }: Places): void {
  const rank = shape.length;
  backend.launchElements({
    name: "pick",
    variant: "",
    args: {
      x: read(backend, x),
      out: write(backend, out),
      start: int(start),
      sizes: ints(shape),
      strides: ints(strides),
    },
    elements: util.sizeFromShape(out.shape),
    body: () => `${coordinates(rank)}  out[i] = x[start + ${sumOver(rank, (axis) => `k${axis} * strides[${axis}]`)}];`,
  });
}

/** Whether these are matrices to be transposed. */
function isTransposition(sizes: readonly number[], strides: readonly number[], start: number): boolean {
  if (start !== 0 || (sizes.length !== 2 && sizes.length !== 3)) return false;
  const [batches, columns, rows] = sizes.length === 3 ? sizes : [1, ...sizes];
  const [own, alongRow, alongColumn] = strides.length === 3 ? strides : [rows * columns, ...strides];
  return batches <= MOST_BATCHES && own === rows * columns && alongRow === 1 && alongColumn === columns;
}

/** By squares in shared memory, so that both reads and writes are contiguous. */
function transposeTiles(backend: CudaTensors, x: TensorInfo, out: TensorInfo, sizes: readonly number[]): void {
  const [batches, columns, rows] = sizes.length === 3 ? sizes : [1, ...sizes];
  const tilesAcross = Math.ceil(columns / TILE);
  backend.launch({
    name: "transpose",
    variant: "",
    args: {
      x: read(backend, x),
      out: write(backend, out),
      rows: int(rows),
      columns: int(columns),
      tilesAcross: int(tilesAcross),
    },
    threads: TILE * TILE_ROWS,
    blocks: [tilesAcross * Math.ceil(rows / TILE), batches],
    // One column more than needed, so that the elements of a column are in different banks.
    declarations: () => `struct Tile { ${C_TYPE[storedType(x.dtype)]} at[${TILE}][${TILE + 1}]; };`,
    body: () => `  SHARED_MEMORY(Tile, tile);
  const int across = threadIdx.x % ${TILE}, down = threadIdx.x / ${TILE};
  const int left = (int)(blockIdx.x % tilesAcross) * ${TILE}, top = (int)(blockIdx.x / tilesAcross) * ${TILE};
  const int first = (int)blockIdx.y * rows * columns;
  for (int r = down; r < ${TILE}; r += ${TILE_ROWS}) {
    if (top + r < rows && left + across < columns) tile.at[r][across] = x[first + (top + r) * columns + left + across];
  }
  __syncthreads();
  for (int r = down; r < ${TILE}; r += ${TILE_ROWS}) {
    if (left + r < columns && top + across < rows) out[first + (left + r) * rows + top + across] = tile.at[across][r];
  }`,
  });
}
