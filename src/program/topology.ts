import { ModelError } from "../errors.js";
import { isWindow, type Projection } from "../model/projection.js";
import { drawPairs, drawValues } from "./draw.js";
import type { Topology } from "./program.js";

export interface LoweredTopology {
  readonly topology: Topology;
  /** The distinct delays in steps, ascending. */
  readonly delays: readonly number[];
  readonly synapses: number;
  /** Where synapse s of the topology stands in the order in which weights are declared; undefined: the same order. */
  readonly order?: Int32Array;
}

/** More synapses than this would not fit the 32-bit address space of the fast backends. */
const MAX_SYNAPSES = 2 ** 29;
/** Of synapses that are listed, each of which takes some 50 bytes while the lists are made. */
const MAX_LISTED = 2 ** 27;

/** Turns a pattern and delays into rows and columns of synapses. */
export function lowerTopology(key: string, projection: Projection, dt: number, seed: number): LoweredTopology {
  const { pattern, pre, post, delay } = projection;
  if (pre.size * post.size > MAX_SYNAPSES && pattern === "dense") {
    throw new ModelError(
      `network, "${key}": found ${pre.size} × ${post.size} dense synapses, expected at most ${MAX_SYNAPSES}. ` +
        `Use sparse({ probability }).`,
    );
  }
  if (typeof delay === "number" && typeof pattern === "string") {
    const synapses = pattern === "oneToOne" ? pre.size : pattern === "dense" ? pre.size * post.size : 0;
    return { topology: { kind: pattern }, delays: [Math.round(delay / dt)], synapses };
  }
  if (isWindow(pattern)) {
    const [{ size, input, output }, delays] = [pattern.window, [Math.round(Number(delay) / dt)]];
    const weights = pattern.kind === "convolution" ? size[0] * size[1] * input[2] * output[2] : 0;
    return { topology: pattern, delays, synapses: weights };
  }
  const expected = expectedPairs(projection);
  if (expected > MAX_LISTED) {
    throw new ModelError(
      `network, "${key}": found some ${expected.toPrecision(3)} synapses with lists of their own, which would take some ` +
        `${Math.ceil((50 * expected) / 2 ** 30)} GiB, expected at most ${MAX_LISTED}. Take a smaller probability, or the ` +
        'pattern "dense" with one delay for all.',
    );
  }
  const listed = listPairs(key, projection, seed);
  const steps = delaySteps(key, delay, listed.pre.length, dt, seed);
  return sparseTopology(listed.pre, listed.post, steps, pre.size, post.size);
}

/** How many synapses a pattern lists, about. */
function expectedPairs({ pattern, pre, post }: Projection): number {
  if (typeof pattern === "object" && "pre" in pattern) return pattern.pre.length;
  if (typeof pattern === "object" && pattern.kind === "random") return pattern.probability * pre.size * post.size;
  return pattern === "oneToOne" ? pre.size : pre.size * post.size;
}

function listPairs(key: string, { pattern, pre, post }: Projection, seed: number) {
  if (typeof pattern === "object" && "pre" in pattern) return pattern;
  if (typeof pattern === "object" && pattern.kind === "random")
    return drawPairs(pattern, pre.size, post.size, { seed, name: `${key}.pairs` });
  const count = pattern === "oneToOne" ? pre.size : pre.size * post.size;
  const at = (s: number): [number, number] =>
    pattern === "oneToOne" ? [s, s] : [Math.floor(s / post.size), s % post.size];
  return {
    pre: Int32Array.from({ length: count }, (_, s) => at(s)[0]),
    post: Int32Array.from({ length: count }, (_, s) => at(s)[1]),
  };
}

function delaySteps(key: string, delay: Projection["delay"], count: number, dt: number, seed: number): Int32Array {
  if (typeof delay === "number") return new Int32Array(count).fill(Math.round(delay / dt));
  if (delay instanceof Float64Array && delay.length !== count) {
    throw new ModelError(
      `network, "${key}": found ${delay.length} delays, expected one for each of ${count} synapses.`,
    );
  }
  const values = drawValues(delay, count, { seed, name: `${key}.delay` });
  return typeof values === "number"
    ? new Int32Array(count).fill(Math.round(values / dt))
    : Int32Array.from(values, (x) => Math.round(x / dt));
}

/** Sorts synapses by row (pre and delay), then by postsynaptic neuron, and lists each column's synapses by row. */
function sparseTopology(
  pre: Int32Array,
  post: Int32Array,
  delay: Int32Array,
  preSize: number,
  postSize: number,
): LoweredTopology {
  const delays = [...new Set(delay)].sort((a, b) => a - b);
  if (delays.length === 0) delays.push(0);
  const index = new Map(delays.map((d, i) => [d, i]));
  const rowOf = (s: number) => pre[s] * delays.length + (index.get(delay[s]) ?? 0);
  const count = pre.length;
  const byPost = countingSort(count, postSize, (s) => post[s]).order;
  const rows = countingSort(count, preSize * delays.length, (i) => rowOf(byPost[i]));
  const order = rows.order.map((i) => byPost[i]);
  const sortedPost = order.map((s) => post[s]);
  const sortedRow = order.map((s) => rowOf(s));
  const columns = countingSort(count, postSize, (s) => sortedPost[s]);
  return {
    topology: {
      kind: "sparse",
      rowStart: rows.start,
      post: sortedPost,
      columnStart: columns.start,
      columnSynapse: columns.order,
      columnRow: columns.order.map((s) => sortedRow[s]),
    },
    delays,
    synapses: count,
    order,
  };
}

/** Stable counting sort of 0 … count − 1 by key; also where each key's run starts. */
function countingSort(count: number, keys: number, key: (i: number) => number) {
  const start = new Int32Array(keys + 1);
  for (let i = 0; i < count; i++) start[key(i) + 1]++;
  for (let k = 0; k < keys; k++) start[k + 1] += start[k];
  const next = start.slice(0, keys);
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[next[key(i)]++] = i;
  return { start, order };
}
