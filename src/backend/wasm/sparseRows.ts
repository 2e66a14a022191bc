import type { Projection } from "../../program/program.js";
import { i32 } from "./functionText.js";
import type { Layout } from "./layout.js";

/**
 * The address of the columns of sparse rows, and code for the byte offsets at which this thread's columns of a row
 * begin and end: `bound(0)` and `bound(1)`. The row is given by its byte offset.
 */
export function rowsOf({ constants, thread, threads }: Layout, { name }: Projection, row: string) {
  const [starts, posts] = ["rowStart", "post"].map((key) => constants.get(`${name}.${key}`)?.address);
  if (starts === undefined || posts === undefined) throw new TypeError(`"${name}": no lists of synapses`);
  const at = threads === 1 ? row : `(i32.mul ${row} ${i32(threads)})`;
  const bound = (next: 0 | 1) => `(i32.shl (i32.load offset=${starts + 4 * (thread + next)} ${at}) (i32.const 2))`;
  return { posts, bound };
}
