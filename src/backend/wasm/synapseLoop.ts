import { filterWeights } from "../../model/window.js";
import type { Projection } from "../../program/program.js";
import { type Places, type Scope, single, vector } from "./access.js";
import { type FunctionText, get, i32, loop } from "./functionText.js";
import { padded } from "./padding.js";
import { rowsOf } from "./sparseRows.js";

/** Sets $pre, the byte offset of the presynaptic neuron, from that of the row. */
export const preOfRow = (delays: number): string =>
  `(local.set $pre (i32.shl (i32.div_u (i32.shr_u (local.get $row) (i32.const 2)) ${i32(delays)}) (i32.const 2)))`;

/** Code that visits the synapses onto this thread's own neurons row by row, four at a time if they are contiguous. */
export function synapseLoop(
  text: FunctionText,
  scope: Scope,
  projection: Projection,
  write: (places: Places) => string,
): string {
  const { topology, rows, post, delays } = projection;
  const [at, row, pre, column] = ["$at", "$row", "$pre", "$column"].map((local) => text.local(local));
  const eachRow = (body: string) => loop(row, i32(0), i32(4 * rows), 4, `${preOfRow(delays.length)}\n${body}`);
  const { layout } = scope;
  const { first, end } = layout.own(post);
  switch (topology.kind) {
    case "oneToOne": {
      const place = vector(at);
      const places = { synapse: place, row: place, pre: place, column: place, post: place };
      return loop(at, i32(4 * first), i32(4 * end), 16, write(places));
    }
    case "dense": {
      const ends = { row: single(row), pre: single(pre), column: vector(column), post: vector(column) };
      const next = `(local.set ${at} (i32.add ${get(at)} (i32.const 16)))`;
      const body = `${write({ ...ends, synapse: vector(at) })}\n${next}`;
      const columns = loop(column, i32(4 * first), i32(4 * end), 16, body);
      if (layout.threads === 1) return `(local.set ${at} (i32.const 0))\n${eachRow(columns)}`;
      const start = `(i32.add (i32.mul ${get(row)} ${i32(padded(post.size))}) ${i32(4 * first)})`;
      return eachRow(`(local.set ${at} ${start})\n${columns}`);
    }
    case "convolution": {
      return loop(at, i32(0), i32(4 * padded(filterWeights(topology.window))), 16, write({ synapse: vector(at) }));
    }
    case "sparse": {
      const { posts, bound } = rowsOf(layout, projection, get(row));
      const ends = { row: single(row), pre: single(pre), column: single(column), post: single(column) };
      const setColumn = `(local.set ${column} (i32.shl (i32.load offset=${posts} ${get(at)}) (i32.const 2)))`;
      return eachRow(loop(at, bound(0), bound(1), 4, `${setColumn}\n${write({ ...ends, synapse: single(at) })}`));
    }
    default:
      throw new TypeError(`"${projection.name}": no synapses to visit one by one`);
  }
}
