import type { LoweredTopology } from "./loweredTopology.js";
import { ListedSynapses } from "./sparse.js";

/**
 * Calls its argument for each presynaptic neuron, in ascending order, with the neurons that it is joined to, in
 * ascending order.
 */
export type EachRow = (visit: (pre: number, posts: Int32Array) => void) => void;

/**
 * Sorts synapses, given by presynaptic and then postsynaptic neuron, by row: presynaptic neuron and delay.
 * @param steps the delay of each
 */
export function sortRows(steps: Int32Array, preSize: number, postSize: number, each: EachRow): LoweredTopology {
  const { delays, indexOf } = distinct(steps);
  const width = delays.length;
  const rowStart = new Int32Array(preSize * width + 1);
  const [post, order] = [new Int32Array(steps.length), new Int32Array(steps.length)];
  const next = new Int32Array(width);
  let first = 0;
  each((pre, posts) => {
    next.fill(0);
    for (let i = 0; i < posts.length; i++) next[indexOf(steps[first + i])]++;
    for (let d = 0, at = first; d < width; d++) {
      const count = next[d];
      next[d] = at;
      at += count;
      rowStart[pre * width + d + 1] = at;
    }
    for (let i = 0; i < posts.length; i++) {
      const at = next[indexOf(steps[first + i])]++;
      post[at] = posts[i];
      order[at] = first + i;
    }
    first += posts.length;
  });
  const topology = new ListedSynapses(rowStart, post, postSize);
  return { topology, delays, synapses: steps.length, order: width === 1 ? undefined : order };
}

/** Sorts listed pairs by row, then by postsynaptic neuron; equal pairs keep their order. */
export function sortPairs(
  { pre, post }: { readonly pre: Int32Array; readonly post: Int32Array },
  steps: Int32Array,
  preSize: number,
  postSize: number,
): LoweredTopology {
  const { delays, indexOf } = distinct(steps);
  const rows = new Int32Array(pre.length);
  for (let s = 0; s < rows.length; s++) rows[s] = pre[s] * delays.length + indexOf(steps[s]);
  const byPost = countingSort(post, postSize);
  const byRow = countingSort(rows, preSize * delays.length, byPost.order);
  const { order } = byRow;
  const sorted = new Int32Array(order.length);
  for (let s = 0; s < order.length; s++) sorted[s] = post[order[s]];
  const isDeclared = order.every((declared, s) => declared === s);
  const topology = new ListedSynapses(byRow.start, sorted, postSize);
  return { topology, delays, synapses: order.length, order: isDeclared ? undefined : order };
}

/** The distinct delays in ascending order (0 if there is none), and the index of each. */
function distinct(steps: Int32Array): { delays: number[]; indexOf: (step: number) => number } {
  let [low, high] = [steps[0] ?? 0, steps[0] ?? 0];
  for (const step of steps) {
    if (step < low) low = step;
    if (step > high) high = step;
  }
  const index = new Int32Array(high - low + 1);
  for (const step of steps) index[step - low] = 1;
  const delays: number[] = [];
  for (let i = 0; i < index.length; i++) {
    if (index[i] === 1 || steps.length === 0) index[i] = delays.push(low + i) - 1;
  }
  return { delays, indexOf: (step) => index[step - low] };
}

/** Stable counting sort by key, of elements in a given order; also returns where the run of each key starts. */
function countingSort(keyOf: Int32Array, keys: number, from?: Int32Array) {
  const start = new Int32Array(keys + 1);
  for (const key of keyOf) start[key + 1]++;
  for (let k = 0; k < keys; k++) start[k + 1] += start[k];
  const next = start.slice(0, keys);
  const order = new Int32Array(keyOf.length);
  for (let i = 0; i < keyOf.length; i++) {
    const element = from ? from[i] : i;
    order[next[keyOf[element]]++] = element;
  }
  return { start, order };
}
