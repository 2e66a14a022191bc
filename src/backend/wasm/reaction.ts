import type { Window } from "../../model/window.js";
import { isShared, type Projection, type Topology } from "../../program/program.js";
import { Access, type Places, single } from "./access.js";
import { writeAssignments } from "./events.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { listFunction } from "./lists.js";
import { padded } from "./padding.js";
import { constantAddress, type ProjectionScope } from "./projectionScope.js";
import { addChanges, applyFunction } from "./shared.js";
import { delayedList, eachOwnSpike, ownPart } from "./spikes.js";

/** A function `name` that applies `onPost` for this step's spikes of the postsynaptic population. */
export function reactionFunctions(name: string, scope: ProjectionScope): string[] {
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
    eachOwnSpike(text, ring, delayedList(ring, projection.postDelay), (post) => {
      text.add(`(local.set ${column} (i32.shl ${get(post)} (i32.const 2)))`);
      if (perSynapse.length > 0 && topology.kind !== "allButSelf") {
        text.add(
          columnLoop(text, scope, topology, (places) => {
            const access = new Access(scope, text, places, "after");
            if (isShared(projection)) addChanges(text, access, scope, perSynapse);
            else writeAssignments(text, access, perSynapse);
          }),
        );
        if (marks) text.add(`(i32.store offset=${marks.address} ${groupOf(projection)} (i32.const 1))`);
      }
      const access = new Access(scope, text, { column: single(column), post: single(column) }, "after");
      writeAssignments(text, access, perColumn);
      for (const { field } of perColumn) {
        if (layout.lists.has(field.name)) text.add(`(call ${listFunction(field.name)} ${get(post)})`);
      }
    }),
  );
  if (!isShared(projection) || perSynapse.length === 0) return [text.toString()];
  const apply = `${name}.apply`;
  const list = ownPart(ring, delayedList(ring, projection.postDelay));
  text.add(`(if (i32.load ${list}) (then (call ${apply})))`);
  return [text.toString(), applyFunction(apply, scope, perSynapse, undefined)];
}

/** The byte offset of the normalization group of the weights onto the neuron at $column. */
function groupOf({ normalization, post: { size } }: Projection): string {
  const groups = normalization?.groups ?? size;
  return groups === size ? get("$column") : `(i32.rem_u ${get("$column")} ${i32(4 * groups)})`;
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
  if (topology.kind === "convolution") return seenLoop(text, topology.window, places, write);
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

/** Visits the presynaptic neurons in the window of the neuron at the byte offset $column. */
function seenLoop(text: FunctionText, window: Window, places: Places, write: (places: Places) => void): string {
  const { input, output, size, stride, before } = window;
  const locals = ["$neuron", "$top", "$left", "$y", "$x", "$endY", "$endX", "$channel"];
  const [neuron, top, left, y, x, endY, endX, channel] = locals.map((local) => text.local(local));
  const [row, pre, synapse] = ["$row", "$pre", "$synapse"].map((local) => text.local(local));
  const [filters, channels] = [output[2], input[2]];
  const place = `(i32.div_u ${get(neuron)} ${i32(filters)})`;
  const least = (a: string, b: string) => `(select ${a} ${b} (i32.lt_s ${a} ${b}))`;
  const fromZero = (at: string) => `(select ${at} (i32.const 0) (i32.gt_s ${at} (i32.const 0)))`;
  const start = (at: string, axis: 0 | 1) => `(i32.sub (i32.mul ${at} ${i32(stride[axis])}) ${i32(before[axis])})`;
  const end = (first: string, axis: 0 | 1) => least(`(i32.add ${get(first)} ${i32(size[axis])})`, i32(input[axis]));
  const inWindow = `(i32.add (i32.mul (i32.sub ${get(y)} ${get(top)}) ${i32(size[1])}) (i32.sub ${get(x)} ${get(left)}))`;
  const element = `(i32.add (i32.mul ${inWindow} ${i32(channels * filters)}) (i32.rem_u ${get(neuron)} ${i32(filters)}))`;
  const first = `(i32.mul (i32.add (i32.mul ${get(y)} ${i32(input[1])}) ${get(x)}) ${i32(channels)})`;
  const each = text.inner(() => {
    text.add(`(local.set ${row} ${get(pre)})`);
    write(places);
    text.add(
      `(local.set ${pre} (i32.add ${get(pre)} (i32.const 4)))`,
      `(local.set ${synapse} (i32.add ${get(synapse)} ${i32(4 * filters)}))`,
    );
  });
  const atPlace = `(local.set ${pre} (i32.shl ${first} (i32.const 2)))
(local.set ${synapse} (i32.shl ${element} (i32.const 2)))
${loop(channel, i32(0), i32(channels), 1, each)}`;
  return `(local.set ${neuron} (i32.shr_u ${get("$column")} (i32.const 2)))
(local.set ${top} ${start(`(i32.div_u ${place} ${i32(output[1])})`, 0)})
(local.set ${left} ${start(`(i32.rem_u ${place} ${i32(output[1])})`, 1)})
(local.set ${endY} ${end(top, 0)})
(local.set ${endX} ${end(left, 1)})
${loop(y, fromZero(get(top)), get(endY), 1, loop(x, fromZero(get(left)), get(endX), 1, atPlace))}`;
}
