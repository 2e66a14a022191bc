import { ModelError } from "../errors.js";
import { isWindow, type Projection } from "../model/projection.js";
import { filterWeights } from "../model/window.js";
import { drawnArray } from "../random/drawn.js";
import type { Joined } from "../random/joined.js";
import { streamOf } from "../random/key.js";
import { drawn } from "./draw.js";
import type { LoweredTopology } from "./loweredTopology.js";
import { checkRoom } from "./room.js";
import { sortPairs, sortRows } from "./sortSynapses.js";
import { DrawnSynapses } from "./sparse.js";

/** Turns a pattern and delays into rows and columns of synapses. */
export function lowerTopology(key: string, projection: Projection, dt: number, seed: number): LoweredTopology {
  const { pattern, pre, post, delay } = projection;
  checkRoom(key, projection);
  if (isWindow(pattern)) {
    const synapses = pattern.kind === "convolution" ? filterWeights(pattern.window) : 0;
    return { topology: pattern, delays: [Math.round(Number(delay) / dt)], synapses };
  }
  if (typeof pattern === "object" && "pre" in pattern) {
    const steps = delaySteps(key, delay, pattern.pre.length, dt, seed);
    return sortPairs(pattern, steps, pre.size, post.size);
  }
  if (typeof pattern === "string") {
    const width = { oneToOne: 1, dense: post.size, allButSelf: 0 }[pattern];
    const synapses = pre.size * width;
    if (typeof delay === "number") {
      return { topology: { kind: pattern }, delays: [Math.round(delay / dt)], synapses };
    }
    const all = Int32Array.from({ length: width }, (_, j) => j);
    return sortRows(delaySteps(key, delay, synapses, dt, seed), pre.size, post.size, (visit) => {
      for (let i = 0; i < pre.size; i++) visit(i, pattern === "dense" ? all : Int32Array.of(i));
    });
  }
  const { probability, self, stored } = pattern;
  const address = { seed, stream: streamOf(`${key}.pairs`) };
  const joined: Joined = { ...address, probability, self, rows: pre.size, columns: post.size };
  const topology = new DrawnSynapses(joined, stored);
  if (!stored) return { topology, delays: [Math.round(Number(delay) / dt)], synapses: 0 };
  const synapses = topology.rowStart[pre.size];
  if (typeof delay === "number") return { topology, delays: [Math.round(delay / dt)], synapses };
  const { rowStart, post: posts } = topology;
  return sortRows(delaySteps(key, delay, synapses, dt, seed), pre.size, post.size, (visit) => {
    for (let i = 0; i < pre.size; i++) visit(i, posts.subarray(rowStart[i], rowStart[i + 1]));
  });
}

/** The delay of each synapse in the order of declaration, in steps. */
function delaySteps(key: string, delay: Projection["delay"], count: number, dt: number, seed: number): Int32Array {
  if (delay instanceof Float64Array && delay.length !== count) {
    throw new ModelError(
      `network, "${key}": found ${delay.length} delays, expected one for each of ${count} synapses.`,
    );
  }
  const steps = new Int32Array(count);
  const given = drawn(delay, { seed, name: `${key}.delay` });
  if (typeof given === "number") return steps.fill(Math.round(given / dt));
  const values = given instanceof Float64Array ? given : drawnArray(given, count);
  for (let s = 0; s < count; s++) steps[s] = Math.round(values[s] / dt);
  return steps;
}
