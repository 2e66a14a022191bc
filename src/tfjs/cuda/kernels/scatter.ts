import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type CudaTensors, int, ints, read, write } from "../cudaTensors.js";
import type { Argument } from "../kernelLauncher.js";
import { asArgument, knownValues, MOST_AS_ARGUMENT } from "./known.js";
import { sumOver } from "./places.js";

/** Up to this number, each thread examines all updates, which is faster than sorting them. */
const FEW_UPDATES = MOST_AS_ARGUMENT;
/** Number of updates that are sorted by counting, before such runs are merged. */
const RUN = 256;

/** Slices of `width` values that go to slices of a tensor of `shape`. */
interface Scatter {
  /** For each update, one index per stride. */
  readonly indices: TensorInfo;
  readonly strides: readonly number[];
  /** Number of updates. */
  readonly count: number;
  readonly updates: TensorInfo;
  /** The tensor in which updates replace slices (the last one, if several); without it, updates are summed. */
  readonly tensor?: TensorInfo;
  readonly shape: readonly number[];
  readonly slices: number;
  readonly width: number;
}

/** The sums are the same in each run, as they are in the order of the updates. */
export function scatter(backend: CudaTensors, s: Scatter): TensorInfo {
  const { updates, shape, count, slices } = s;
  const out = backend.output(shape, updates.dtype);
  if (util.sizeFromShape([...shape]) === 0) return out;
  const known = count <= FEW_UPDATES ? knownTargets(backend, s) : undefined;
  if (known) {
    combine(backend, s, out, { args: { targets: known, count: int(count) }, isSorted: false });
    return out;
  }
  const targets = targetsOf(backend, s);
  const used = [targets];
  if (count <= FEW_UPDATES) {
    combine(backend, s, out, { args: { targets: read(backend, targets), count: int(count) }, isSorted: false });
  } else {
    const order = sort(backend, targets, count);
    const starts = startsOf(backend, { targets, order, count, slices });
    combine(backend, s, out, {
      args: { order: read(backend, order), starts: read(backend, starts) },
      isSorted: true,
    });
    used.push(order, starts);
  }
  for (const each of used) backend.disposeIntermediateTensorInfo(each);
  return out;
}

export function segmentSum(
  backend: CudaTensors,
  x: TensorInfo,
  segmentIds: TensorInfo,
  numSegments: number,
): TensorInfo {
  const inner = x.shape.slice(segmentIds.shape.length);
  return scatter(backend, {
    indices: segmentIds,
    strides: [1],
    count: util.sizeFromShape(segmentIds.shape),
    updates: x,
    shape: [numSegments, ...inner],
    slices: numSegments,
    width: util.sizeFromShape(inner),
  });
}

/** The target slices of a few updates as an argument, if the indices are on the host: no transfer, no kernel. */
function knownTargets(backend: CudaTensors, { indices, strides, count, slices }: Scatter): Argument | undefined {
  const values = knownValues(backend, indices);
  if (!values) return undefined;
  const depth = strides.length;
  return asArgument(count, (u) => {
    let at = 0;
    for (let d = 0; d < depth; d++) at += values[u * depth + d] * strides[d];
    return at >= 0 && at < slices ? at : slices;
  });
}

/** The target slice of each update; one past the last for invalid ones. */
function targetsOf(backend: CudaTensors, { indices, strides, count, slices }: Scatter): TensorInfo {
  const targets = backend.output([count], "int32");
  const depth = strides.length;
  backend.launchElements({
    name: "scatterTargets",
    variant: "",
    args: {
      indices: read(backend, indices),
      targets: write(backend, targets),
      slices: int(slices),
      // One extra, as there may be none.
      strides: ints([...strides, 0]),
    },
    elements: count,
    body: () => `  const int at = ${sumOver(depth, (d) => `(int)indices[i * ${depth} + ${d}] * strides[${d}]`)};
  targets[i] = (unsigned)at < (unsigned)slices ? at : slices;`,
  });
  return targets;
}

/** Indices of updates in the order of their targets; updates of the same target keep their order. */
function sort(backend: CudaTensors, targets: TensorInfo, count: number): TensorInfo {
  let order = backend.output([count], "int32");
  backend.launchElements({
    name: "sortRuns",
    variant: "",
    args: { targets: read(backend, targets), order: write(backend, order) },
    elements: count,
    body: () => `  const int own = targets[i], begin = i - i % ${RUN}, end = min(begin + ${RUN}, elements);
  int to = begin;
  for (int k = begin; k < i; k++) to += targets[k] <= own;
  for (int k = i + 1; k < end; k++) to += targets[k] < own;
  order[to] = i;`,
  });
  for (let run = RUN; run < count; run *= 2) {
    const merged = backend.output([count], "int32");
    mergeRuns(backend, { targets, order, merged, run, count });
    backend.disposeIntermediateTensorInfo(order);
    order = merged;
  }
  return order;
}

/** Merges pairs of runs: an element comes after those before it in its own run and the smaller ones of the other. */
function mergeRuns(
  backend: CudaTensors,
  m: {
    readonly targets: TensorInfo;
    readonly order: TensorInfo;
    readonly merged: TensorInfo;
    readonly run: number;
    readonly count: number;
  },
): void {
  backend.launchElements({
    name: "mergeRuns",
    variant: "",
    args: {
      targets: read(backend, m.targets),
      order: read(backend, m.order),
      merged: write(backend, m.merged),
      run: int(m.run),
    },
    elements: m.count,
    body: () => `  const int update = order[i], own = targets[update];
  const bool isFirst = i / run % 2 == 0;
  const int begin = i - i % run, other = isFirst ? begin + run : begin - run;
  int low = min(other, elements), high = min(other + run, elements);
  const int otherBegin = low;
  while (low < high) {
    const int middle = low + (high - low) / 2, there = targets[order[middle]];
    if (isFirst ? there < own : there <= own) low = middle + 1;
    else high = middle;
  }
  merged[(isFirst ? begin : other) + (i - begin) + (low - otherBegin)] = update;`,
  });
}

/** Where the updates of each slice start in the sorted order, and where those of the last end. */
function startsOf(
  backend: CudaTensors,
  s: { readonly targets: TensorInfo; readonly order: TensorInfo; readonly count: number; readonly slices: number },
): TensorInfo {
  const starts = backend.output([s.slices + 1], "int32");
  backend.launchElements({
    name: "scatterStarts",
    variant: "",
    args: {
      targets: read(backend, s.targets),
      order: read(backend, s.order),
      starts: write(backend, starts),
      count: int(s.count),
    },
    elements: s.slices + 1,
    body: () => `  int low = 0, high = count;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (targets[order[middle]] < i) low = middle + 1;
    else high = middle;
  }
  starts[i] = low;`,
  });
  return starts;
}

/** The values of each slice, from its updates. */
function combine(
  backend: CudaTensors,
  { updates, tensor, width, shape }: Scatter,
  out: TensorInfo,
  found: { readonly args: Parameters<CudaTensors["launchElements"]>[0]["args"]; readonly isSorted: boolean },
): void {
  // A scalar is the value of all updates.
  const isScalar = updates.shape.length === 0;
  const update = (u: string) => (isScalar ? "updates[0]" : `updates[${u} * width + column]`);
  // Whole numbers wrap around.
  const sumType = updates.dtype === "float32" ? "float" : "unsigned";
  const [name, body] = tensor
    ? ["scatterLast", found.isSorted ? lastOfSorted(update) : lastOfAll(update)]
    : ["scatterSum", found.isSorted ? sumOfSorted(sumType, update) : sumOfAll(sumType, update)];
  backend.launchElements({
    name,
    variant: `${found.isSorted} ${isScalar}`,
    args: {
      ...found.args,
      updates: read(backend, updates),
      ...(tensor ? { tensor: read(backend, tensor) } : {}),
      out: write(backend, out),
      width: int(width),
    },
    elements: util.sizeFromShape([...shape]),
    body: () => `  const int slice = i / width, column = i % width;\n${body}`,
  });
}

type Update = (number: string) => string;

const sumOfAll = (type: string, update: Update) => `  ${type} sum = 0;
  for (int u = 0; u < count; u++) if (targets[u] == slice) sum += ${update("u")};
  out[i] = sum;`;

const sumOfSorted = (type: string, update: Update) => `  ${type} sum = 0;
  for (int k = starts[slice], end = starts[slice + 1]; k < end; k++) sum += ${update("order[k]")};
  out[i] = sum;`;

const lastOfAll = (update: Update) => `  int last = count - 1;
  while (last >= 0 && targets[last] != slice) last--;
  out[i] = last < 0 ? tensor[i] : ${update("last")};`;

const lastOfSorted = (update: Update) => `  const int end = starts[slice + 1];
  out[i] = end == starts[slice] ? tensor[i] : ${update("order[end - 1]")};`;
