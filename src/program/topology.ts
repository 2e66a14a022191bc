import { ModelError } from "../errors.js";
import { isSliced } from "../model/ends.js";
import { PairFunction } from "../model/pairFunction.js";
import { isWindow } from "../model/patternFits.js";
import type { Projection } from "../model/projection.js";
import { filterWeights } from "../model/window.js";
import { drawnArray } from "../random/drawn.js";
import { streamOf } from "../random/key.js";
import { drawn } from "./draw.js";
import { type Listing, listed } from "./listing.js";
import type { LoweredTopology } from "./loweredTopology.js";
import { checkRoom } from "./room.js";
import { type EachRow, sortPairs, sortRows } from "./sortSynapses.js";
import { DrawnSynapses, ListedSynapses } from "./sparse.js";

/** Turns a pattern and delays into rows and columns of synapses. */
export function lowerTopology(key: string, projection: Projection, dt: number, seed: number): LoweredTopology {
  const { pattern, pre, post, delay, ends } = projection;
  checkRoom(key, projection);
  if (isWindow(pattern)) {
    const synapses = pattern.kind === "convolution" ? filterWeights(pattern.window) : 0;
    return { topology: pattern, delays: [Math.round(Number(delay) / dt)], synapses };
  }
  if (typeof pattern === "object" && "pre" in pattern) {
    const { pre: from, post: to } = pattern;
    const each: Pairs["each"] = (visit) => {
      for (const [s, i] of from.entries()) visit(i, to[s]);
    };
    const steps = delaySteps(key, delay, { count: from.length, each }, dt, seed);
    const whole = { pre: from.map((i) => i + ends.pre.begin), post: to.map((j) => j + ends.post.begin) };
    return sortPairs(whole, steps, pre.size, post.size);
  }
  const isOneDelay = typeof delay === "number";
  if (typeof pattern === "string" && isOneDelay && !isSliced(projection)) {
    const synapses = pre.size * { oneToOne: 1, dense: post.size, allButSelf: 0 }[pattern];
    return { topology: { kind: pattern }, delays: [Math.round(delay / dt)], synapses };
  }
  if (typeof pattern === "object" && pattern.kind === "random" && !isSliced(projection)) {
    const { probability, self, stored } = pattern;
    const address = { seed, stream: streamOf(`${key}.pairs`) };
    const topology = new DrawnSynapses({ ...address, probability, self, rows: pre.size, columns: post.size }, stored);
    if (isOneDelay) {
      const synapses = stored ? topology.rowStart[pre.size] : 0;
      return { topology, delays: [Math.round(delay / dt)], synapses };
    }
    return sorted(key, projection, dt, seed, topology);
  }
  const { rowStart, post: posts } = listed(key, projection, seed);
  if (!isOneDelay) return sorted(key, projection, dt, seed, { rowStart, post: posts });
  const topology = new ListedSynapses(rowStart, posts, post.size);
  return { topology, delays: [Math.round(delay / dt)], synapses: posts.length };
}

const eachRow =
  (rowStart: Int32Array, posts: Int32Array): EachRow =>
  (visit) => {
    for (let i = 0; i + 1 < rowStart.length; i++) visit(i, posts.subarray(rowStart[i], rowStart[i + 1]));
  };

/** Synapses given row by row, sorted by their delays. */
function sorted(
  key: string,
  { pre, post, delay, ends }: Projection,
  dt: number,
  seed: number,
  { rowStart, post: posts }: Listing,
): LoweredTopology {
  const rows = eachRow(rowStart, posts);
  const each: Pairs["each"] = (visit) =>
    rows((i, row) => {
      for (const j of row) visit(i - ends.pre.begin, j - ends.post.begin);
    });
  return sortRows(delaySteps(key, delay, { count: posts.length, each }, dt, seed), pre.size, post.size, rows);
}

/** Synapses in the order of declaration, with neurons counted from the start of each end. */
interface Pairs {
  readonly count: number;
  readonly each: (visit: (pre: number, post: number) => void) => void;
}

/** The delay of each synapse in the order of declaration, in steps. */
function delaySteps(
  key: string,
  delay: Projection["delay"],
  { count, each }: Pairs,
  dt: number,
  seed: number,
): Int32Array {
  if (delay instanceof Float64Array && delay.length !== count) {
    throw new ModelError(
      `network, "${key}": found ${delay.length} delays, expected one for each of ${count} synapses.`,
    );
  }
  const steps = new Int32Array(count);
  if (delay instanceof PairFunction) {
    let s = 0;
    each((i, j) => {
      steps[s++] = Math.round(delay.at(`network, "${key}"`, i, j) / dt);
    });
    return steps;
  }
  const given = drawn(delay, { seed, name: `${key}.delay` });
  if (typeof given === "number") return steps.fill(Math.round(given / dt));
  const values = given instanceof Float64Array ? given : drawnArray(given, count);
  for (let s = 0; s < count; s++) steps[s] = Math.round(values[s] / dt);
  return steps;
}
