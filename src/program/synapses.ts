import { gridSize, type Window } from "../model/window.js";
import type { Topology } from "./program.js";
import { visitSparseRow } from "./sparse.js";
import { placesInside, visitSeen, visitWindows } from "./windows.js";

/** Calls `visit` for each synapse of a row (presynaptic neuron `pre`), by ascending postsynaptic neuron. */
export function visitRow(
  topology: Topology,
  row: number,
  pre: number,
  postSize: number,
  visit: (synapse: number, post: number) => void,
): void {
  switch (topology.kind) {
    case "dense":
      for (let j = 0; j < postSize; j++) visit(row * postSize + j, j);
      return;
    case "oneToOne":
      visit(row, row);
      return;
    case "allButSelf":
      for (let j = 0; j < postSize; j++) if (j !== pre) visit(-1, j);
      return;
    case "sparse":
      visitSparseRow(topology, row, visit);
      return;
    case "convolution": {
      const { input, output } = topology.window;
      visitWindows(topology.window, pre, (place, inWindow, channel) => {
        for (let f = 0; f < output[2]; f++)
          visit((inWindow * input[2] + channel) * output[2] + f, place * output[2] + f);
      });
    }
  }
}

/** What a pool adds to each postsynaptic neuron when the given presynaptic neurons spike. */
export function pooled(kind: "maxPool" | "avgPool", window: Window, spikes: Iterable<number>): Float64Array {
  const [channels, count] = [window.output[2], new Float64Array(gridSize(window.output))];
  for (const pre of spikes) visitWindows(window, pre, (place, _, channel) => count[place * channels + channel]++);
  if (kind === "maxPool") return count.map((n) => Math.min(n, 1));
  return count.map((n, post) => n / placesInside(window, Math.floor(post / channels)));
}

/** Calls `visit` for each stored synapse onto a postsynaptic neuron, by ascending row. */
export function visitColumn(
  topology: Topology,
  post: number,
  postSize: number,
  rows: number,
  visit: (synapse: number, row: number) => void,
): void {
  switch (topology.kind) {
    case "dense":
      for (let r = 0; r < rows; r++) visit(r * postSize + post, r);
      return;
    case "oneToOne":
      visit(post, post);
      return;
    case "allButSelf":
      return;
    case "convolution": {
      const filters = topology.window.output[2];
      visitSeen(topology.window, Math.floor(post / filters), (pre, element) => {
        visit(element * filters + (post % filters), pre);
      });
      return;
    }
    case "sparse": {
      const { start, synapse, row } = topology.columns;
      for (let at = start[post]; at < start[post + 1]; at++) visit(synapse[at], row[at]);
    }
  }
}
