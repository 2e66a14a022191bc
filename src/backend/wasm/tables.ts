import { goesAlongColumns, type ProjectionStep } from "../../program/program.js";
import { writeColumns, writePosts } from "../../program/sparse.js";
import { windowTables } from "./windowTables.js";

/** Arrays by which a projection's rows and columns are found: their lengths, and how they are written to their places. */
export interface Tables {
  readonly lengths: Readonly<Record<string, number>>;
  readonly write: (into: Readonly<Record<string, Int32Array>>) => void;
}

/** By column only where something goes along columns; nothing where rows are drawn at each spike. */
export function tablesOf(step: ProjectionStep): Tables | undefined {
  const { topology, post } = step.projection;
  if ("window" in topology) return given(windowTables(topology));
  if (topology.kind !== "sparse" || !topology.isStored) return undefined;
  const { rowStart } = topology;
  const count = rowStart[rowStart.length - 1];
  const rows = { rowStart: rowStart.length, post: count };
  const columns = { columnStart: post.size + 1, columnSynapse: count, columnRow: count };
  const hasColumns = goesAlongColumns(step);
  return {
    lengths: hasColumns ? { ...rows, ...columns } : rows,
    write: (into) => {
      into.rowStart.set(rowStart);
      writePosts(topology, into.post);
      if (!hasColumns) return;
      const { columnStart: start, columnSynapse: synapse, columnRow: row } = into;
      writeColumns(rowStart, into.post, { start, synapse, row });
    },
  };
}

function given(arrays: readonly (readonly [string, Int32Array | Float32Array])[]): Tables {
  return {
    lengths: Object.fromEntries(arrays.map(([key, { length }]) => [key, length])),
    write: (into) => {
      for (const [key, values] of arrays)
        into[key].set(new Int32Array(values.buffer, values.byteOffset, values.length));
    },
  };
}
