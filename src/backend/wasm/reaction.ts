import type { Topology } from "../../program/program.js";
import { Access, type Places, single } from "./access.js";
import { writeAssignments } from "./events.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { padded } from "./layout.js";
import { listFunction } from "./lists.js";
import { constantAddress, type ProjectionScope } from "./projectionScope.js";
import { delayedList, eachSpike } from "./spikes.js";

/** A function `name` that applies `onPost` for this step's spikes of the postsynaptic population. */
export function reactionFunction(name: string, scope: ProjectionScope): string {
  const { layout, step } = scope;
  const { projection, onPost } = step;
  const { topology } = projection;
  const { synapse: perSynapse, column: perColumn } = onPost;
  const text = new FunctionText(name);
  const ring = layout.rings.get(projection.post.name);
  if (!ring) throw new TypeError(`no spikes of "${projection.post.name}" in the program`);
  const marks = onPost.marks ? layout.marks.get(projection.name) : undefined;
  const column = text.local("$column");
  text.add(
    eachSpike(text, delayedList(ring, projection.postDelay), (post) => {
      text.add(`(local.set ${column} (i32.shl ${get(post)} (i32.const 2)))`);
      if (perSynapse.length > 0 && topology.kind !== "allButSelf") {
        text.add(
          columnLoop(text, scope, topology, (places) => {
            writeAssignments(text, new Access(scope, text, places, "after"), perSynapse);
          }),
        );
        if (marks) text.add(`(i32.store offset=${marks.address} ${get(column)} (i32.const 1))`);
      }
      const access = new Access(scope, text, { column: single(column), post: single(column) }, "after");
      writeAssignments(text, access, perColumn);
      for (const { field } of perColumn) {
        if (layout.lists.has(field.name)) text.add(`(call ${listFunction(field.name)} ${get(post)})`);
      }
    }),
  );
  return text.toString();
}

/** Visits the synapses onto a neuron, by ascending row. */
function columnLoop(
  text: FunctionText,
  scope: ProjectionScope,
  topology: Topology,
  write: (places: Places) => void,
): string {
  const { projection } = scope.step;
  const delays = projection.delays.length;
  const [row, pre, synapse] = [text.local("$row"), text.local("$pre"), text.local("$synapse")];
  const column = single("$column");
  const places = { row: single(row), pre: single(pre), synapse: single(synapse), column, post: column };
  const setPre = () => {
    const index = `(i32.div_u (i32.shr_u ${get(row)} (i32.const 2)) ${i32(delays)})`;
    text.add(`(local.set ${pre} ${delays === 1 ? get(row) : `(i32.shl ${index} (i32.const 2))`})`);
  };
  if (topology.kind === "oneToOne") {
    return text.inner(() => {
      for (const local of [row, pre, synapse]) text.add(`(local.set ${local} ${get("$column")})`);
      write(places);
    });
  }
  if (topology.kind === "dense") {
    const rowBytes = 4 * padded(projection.post.size);
    const body = text.inner(() => {
      setPre();
      write(places);
      text.add(`(local.set ${synapse} (i32.add ${get(synapse)} ${i32(rowBytes)}))`);
    });
    return `(local.set ${synapse} ${get("$column")})\n${loop(row, i32(0), i32(4 * projection.rows), 4, body)}`;
  }
  const [columnStart, synapses, rows] = ["columnStart", "columnSynapse", "columnRow"].map((key) =>
    constantAddress(scope, key),
  );
  const [at, end] = [text.fresh("i32"), text.fresh("i32")];
  const bound = (next: number) =>
    `(i32.shl (i32.load offset=${columnStart + 4 * next} ${get("$column")}) (i32.const 2))`;
  const body = text.inner(() => {
    text.add(`(local.set ${synapse} (i32.shl (i32.load offset=${synapses} ${get(at)}) (i32.const 2)))`);
    text.add(`(local.set ${row} (i32.shl (i32.load offset=${rows} ${get(at)}) (i32.const 2)))`);
    setPre();
    write(places);
  });
  return `(local.set ${end} ${bound(1)})\n${loop(at, bound(0), get(end), 4, body)}`;
}
