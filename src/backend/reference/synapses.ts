import type { Topology } from "../../kernel/program.js";

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
      for (let s = topology.rowStart[row]; s < topology.rowStart[row + 1]; s++) visit(s, topology.post[s]);
  }
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
    case "sparse": {
      const { columnStart, columnSynapse, columnRow } = topology;
      for (let at = columnStart[post]; at < columnStart[post + 1]; at++) visit(columnSynapse[at], columnRow[at]);
    }
  }
}
