import type { WindowPattern } from "../../model/window.js";
import { type Topology, valuesOf } from "../../program/program.js";
import type { SparseTopology } from "../../program/sparse.js";
import { type Read, readsOf } from "../../program/value.js";
import { gapScale } from "../../random/joined.js";
import { Access, type Place, type Places, single, vector } from "./access.js";
import { broadcast, isUniform } from "./broadcast.js";
import { writeAssignments } from "./events.js";
import { FunctionText, float, get, i32, loop } from "./functionText.js";
import { LINE, padded } from "./padding.js";
import { addTransmitted, type ProjectionScope, wake } from "./projectionScope.js";
import { isIn } from "./ranges.js";
import { applyFunction } from "./shared.js";
import { rowsOf } from "./sparseRows.js";
import { delayedList, eachSpike, spikesIn } from "./spikes.js";
import { filterFunction, poolFunction } from "./window.js";

type StoredTopology = Exclude<Topology, WindowPattern>;

/** Bytes of a dense row that one iteration of its loop covers: a cache line. */
const ROUND_BYTES = 4 * LINE;

/**
 * A function `name` that delivers the spikes that arrive at a projection in this step, and the functions that it calls.
 */
export function arrivalFunctions(name: string, scope: ProjectionScope): string[] {
  const { pre, delays, topology } = scope.step.projection;
  const ring = scope.layout.rings.get(pre.name);
  if (!ring) throw new TypeError(`no spikes of "${pre.name}" in the program`);
  const text = new FunctionText(name);
  const isWhole = takesWholeList(scope, topology);
  for (const [d, delay] of delays.entries()) {
    const list = delayedList(ring, delay);
    if (isWhole) {
      text.add(`(call ${name}.all ${list})`);
      continue;
    }
    text.add(
      eachSpike(text, ring, list, (pre) => {
        const row = delays.length === 1 ? get(pre) : `(i32.add (i32.mul ${get(pre)} ${i32(delays.length)}) ${i32(d)})`;
        text.add(`(call ${name}.row ${get(pre)} ${row})`);
      }),
    );
  }
  const list = `${name}.all`;
  const row = `${name}.row`;
  if ("window" in topology) {
    if (isWhole) return [text.toString(), poolFunction(list, scope, topology, ring)];
    return [
      ...withChanges(text, scope, `${name}.apply`, spikesIn(ring, delayedList(ring, delays[0]))),
      filterFunction(row, scope, topology),
    ];
  }
  return [text.toString(), isWhole ? broadcast(list, scope, ring) : rowFunction(row, scope, topology)];
}

/**
 * The function, which applies the accumulated changes of shared variables after all spikes, and the function that
 * applies them.
 */
function withChanges(text: FunctionText, scope: ProjectionScope, apply: string, spikes: string): string[] {
  const { onPre, projection } = scope.step;
  if (onPre.synapse.length === 0) return [text.toString()];
  text.add(`(if ${spikes} (then (call ${apply})))`);
  const marks = onPre.marks ? scope.layout.marks.get(projection.name) : undefined;
  return [text.toString(), applyFunction(apply, scope, onPre.synapse, marks)];
}

/** Whether what arrives depends on all spikes of a step together, or can be summed over them. */
function takesWholeList(scope: ProjectionScope, { kind }: Topology): boolean {
  return kind === "maxPool" || kind === "avgPool" || (kind === "allButSelf" && isUniform(scope));
}

/** Delivers the spike of one row: adds what is transmitted, applies `onPre`. */
function rowFunction(name: string, scope: ProjectionScope, topology: StoredTopology): string {
  const { synapse: perSynapse, row: perRow } = scope.step.onPre;
  const text = new FunctionText(name, ["$pre", "$row"]);
  const pre = text.local("$preOffset");
  const rowOffset = text.local("$rowOffset");
  text.add(
    `(local.set ${pre} (i32.shl (local.get $pre) (i32.const 2)))`,
    `(local.set ${rowOffset} (i32.shl (local.get $row) (i32.const 2)))`,
  );
  const places = (column: Place, synapse: Place): Places => ({
    pre: single(pre),
    row: single(rowOffset),
    column,
    post: column,
    synapse,
  });
  const held = holdTarget(text, scope, places(single(pre), single(pre)));
  const deliver = (at: Places) => addTransmitted(text, new Access(scope, text, at, "after", held), scope);
  const learn = (at: Places) => applyOnPre(text, new Access(scope, text, at, "after", held), scope);
  switch (topology.kind) {
    case "dense":
      denseRow(text, scope, places, deliver, perSynapse.length > 0 ? learn : undefined);
      break;
    case "oneToOne": {
      const place = single(rowOffset);
      const onward = text.inner(() => {
        deliver(places(place, place));
        wake(text, scope, get("$row"));
        if (perSynapse.length > 0) learn(places(place, place));
      });
      const { layout, step } = scope;
      const isOwn = isIn(layout.own(step.projection.post), get(rowOffset));
      text.add(layout.threads === 1 ? onward : `(if ${isOwn} (then\n${onward}))`);
      break;
    }
    case "allButSelf":
      otherColumns(text, scope, (column) => deliver(places(single(column), single(column))));
      break;
    case "sparse":
      sparseRow(text, scope, topology, (column, synapse) => {
        const at = places(single(column), single(synapse));
        deliver(at);
        if (perSynapse.length > 0) learn(at);
      });
  }
  writeAssignments(text, new Access(scope, text, { pre: single(pre), row: single(rowOffset) }, "after"), perRow);
  return text.toString();
}

/**
 * Within one population, a spike may change the variable of its own neuron that its synapses read. They all see the
 * value from before, which is kept in a local.
 */
function holdTarget(text: FunctionText, scope: ProjectionScope, at: Places): ReadonlyMap<Read, string> {
  const { feedsBack, transmit, onPre } = scope.step;
  if (!feedsBack) return new Map();
  const targets = new Set(transmit.map((t) => t.target));
  const reads = readsOf(valuesOf([...transmit, ...onPre.synapse]));
  const held = reads.filter((r) => r.at === "pre" && targets.has(r.field));
  return new Map(
    held.map((read) => {
      const local = text.fresh();
      text.add(`(local.set ${local} ${new Access(scope, text, at, "after").load(read)})`);
      return [read, get(local)];
    }),
  );
}

/** The synapse-level assignments of `onPre`; marks the columns whose weights they change. */
function applyOnPre(text: FunctionText, access: Access, { step, layout }: ProjectionScope): void {
  const { projection, onPre } = step;
  const marks = layout.marks.get(projection.name);
  const weight = onPre.marks && marks ? projection.normalization?.weight : undefined;
  if (!marks || !weight) {
    writeAssignments(text, access, onPre.synapse);
    return;
  }
  const old = text.fresh();
  text.add(`(local.set ${old} ${access.raw(weight)})`);
  writeAssignments(text, access, onPre.synapse);
  const one = text.kept("(v128.const i32x4 1 1 1 1)");
  const flag = `(v128.and (f32x4.ne ${access.raw(weight)} ${get(old)}) ${one})`;
  text.add(access.storeRawAt(marks.address, "column", `(v128.or ${access.rawAt(marks.address, "column")} ${flag})`));
}

/** Transmits along a dense row, then learns along it, or only in the columns where the guard is not 0. */
function denseRow(
  text: FunctionText,
  scope: ProjectionScope,
  places: (column: Place, synapse: Place) => Places,
  deliver: (at: Places) => void,
  learn: ((at: Places) => void) | undefined,
): void {
  const { layout, step } = scope;
  const width = step.projection.post.size;
  const rowBytes = 4 * padded(width);
  const [column, synapse, start] = [text.local("$column"), text.local("$synapse"), text.local("$start")];
  const at = (step: string) => `(local.set ${synapse} (i32.add ${get(start)} ${step}))`;
  const { first, end } = layout.own(step.projection.post);
  const vectors = (write: (at: Places) => void, round: number) =>
    loop(
      column,
      i32(4 * first),
      i32(4 * end),
      round,
      text.inner(() => {
        for (let shift = 0; shift < round; shift += 16) {
          if (shift === 0) text.add(at(get(column)));
          write(places({ ...vector(column), shift }, { ...vector(synapse), shift }));
        }
      }),
    );
  text.add(`(local.set ${start} (i32.mul (local.get $row) ${i32(rowBytes)}))`, vectors(deliver, ROUND_BYTES));
  wake(text, scope);
  if (!learn) return;
  const everywhere = vectors(learn, 16);
  const list = step.guard && layout.lists.get(step.guard.name);
  if (!list) {
    text.add(everywhere);
    return;
  }
  const entry = text.local("$entry");
  const listed = text.inner(() => {
    const body = text.inner(() => {
      text.add(`(local.set ${column} (i32.shl (i32.load offset=${list.address + 4} ${get(entry)}) (i32.const 2)))`);
      text.add(at(get(column)));
      learn(places(single(column), single(synapse)));
    });
    text.add(loop(entry, i32(0), `(i32.shl (i32.load ${i32(list.address)}) (i32.const 2))`, 4, body));
  });
  // Processing four columns at once is faster if more than a quarter of them are listed.
  text.add(`(if (i32.gt_u (i32.shl (i32.load ${i32(list.address)}) (i32.const 2)) ${i32(Math.min(end, width) - first)})
  (then ${everywhere})
  (else ${listed}))`);
}

function sparseRow(
  text: FunctionText,
  scope: ProjectionScope,
  topology: SparseTopology,
  write: (column: string, synapse: string) => void,
): void {
  const [synapse, column] = [text.local("$synapse"), text.local("$column")];
  const { posts, start, end: last } = rowOf(scope);
  const { layout, step } = scope;
  const { post, rows } = step.projection;
  // Rows that reach most blocks wake all of them at once.
  const isWide = meanLength(topology, rows) >= post.size / LINE;
  const onward = text.inner(() => {
    write(column, synapse);
    if (!isWide) wake(text, scope, `(i32.shr_u ${get(column)} (i32.const 2))`);
  });
  // A drawn row is always drawn as a whole.
  const isOfAll = layout.threads > 1 && layout.drawn.has(step.projection.name);
  const body = `(local.set ${column} (i32.shl (i32.load offset=${posts} ${get(synapse)}) (i32.const 2)))
${isOfAll ? `(if ${isIn(layout.own(step.projection.post), get(column))} (then\n${onward}))` : onward}`;
  const end = text.fresh("i32");
  text.add(`(local.set ${end} ${last})`, loop(synapse, start, get(end), 4, body));
  if (isWide) wake(text, scope);
}

/** Synapses of a row, on average. */
function meanLength(topology: SparseTopology, rows: number): number {
  const { joined, isStored } = topology;
  return joined && !isStored ? joined.probability * joined.columns : topology.rowStart[rows] / rows;
}

/** The address of the columns of row $row, and code for the byte offsets at which they begin and end. */
function rowOf(scope: ProjectionScope): { posts: number; start: string; end: string } {
  const drawn = scope.layout.drawn.get(scope.step.projection.name);
  if (!drawn) {
    const { posts, bound } = rowsOf(scope.layout, scope.step.projection, get("$rowOffset"));
    return { posts, start: bound(0), end: bound(1) };
  }
  const { columns, schedule, joined } = drawn;
  const given = [get("$row"), i32(joined.columns), i32(Number(joined.self))];
  const factor = `(f32.const ${float(gapScale(joined.probability))})`;
  const draw = `(call $joinedRow ${given.join(" ")} ${factor} ${i32(columns)} ${i32(schedule)})`;
  return { posts: columns, start: i32(0), end: `(i32.sub ${draw} ${i32(columns)})` };
}

function otherColumns(text: FunctionText, scope: ProjectionScope, write: (column: string) => void): void {
  const column = text.local("$column");
  const width = scope.step.projection.post.size;
  const { first, end } = scope.layout.own(scope.step.projection.post);
  const body = text.inner(() => write(column));
  text.add(
    loop(
      column,
      i32(4 * first),
      i32(4 * Math.min(end, width)),
      4,
      `(if (i32.ne ${get(column)} (local.get $preOffset)) (then\n${body}))`,
    ),
  );
  wake(text, scope);
}
