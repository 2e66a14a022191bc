import { goesAlongColumns, type ProjectionStep } from "../../program/program.js";
import { writeColumns, writePosts } from "../../program/sparse.js";
import type { Division } from "./division.js";
import { windowTables } from "./windowTables.js";

/** Arrays by which a projection's rows and columns are found: their lengths, and functions that fill them. */
export interface Tables {
  readonly lengths: Readonly<Record<string, number>>;
  readonly write: (into: Readonly<Record<string, Int32Array>>) => void;
}

/**
 * Tables by column only if something runs along columns, and none if rows are drawn at each spike. In each row,
 * `rowStart` has
 * the beginning of each thread's columns, rowStart[row · threads + thread]; they end where the next begin.
 */
export function tablesOf(step: ProjectionStep, { threads, ranges }: Division): Tables | undefined {
  const { topology, post } = step.projection;
  if ("window" in topology) return given(windowTables(topology));
  if (topology.kind !== "sparse" || !topology.isStored) return undefined;
  const { rowStart } = topology;
  const count = rowStart[rowStart.length - 1];
  const firsts = ranges.get(post.name)?.map(({ first }) => first) ?? [];
  const rows = { rowStart: (rowStart.length - 1) * threads + 1, post: count };
  const columns = { columnStart: post.size + 1, columnSynapse: count, columnRow: count };
  const hasColumns = goesAlongColumns(step);
  return {
    lengths: hasColumns ? { ...rows, ...columns } : rows,
    write: (into) => {
      writePosts(topology, into.post);
      writeStarts(rowStart, into.post, firsts, into.rowStart);
      if (!hasColumns) return;
      const { columnStart: start, columnSynapse: synapse, columnRow: row } = into;
      writeColumns(rowStart, into.post, { start, synapse, row });
    },
  };
}

/** Finds where each thread's columns begin in each row, whose columns ascend, from the first column of each thread. */
function writeStarts(rowStart: Int32Array, post: Int32Array, firsts: readonly number[], into: Int32Array): void {
  if (firsts.length === 1) {
    into.set(rowStart);
    return;
  }
  for (let row = 0, at = 0; row + 1 < rowStart.length; row++) {
    let start = rowStart[row];
    for (const first of firsts) {
      for (let end = rowStart[row + 1]; start < end; ) {
        const middle = (start + end) >> 1;
        if (post[middle] < first) start = middle + 1;
        else end = middle;
      }
      into[at++] = start;
    }
  }
  into[into.length - 1] = rowStart[rowStart.length - 1];
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
