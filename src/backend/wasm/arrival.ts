import { type Expr, namesIn } from "../../equations/ast.js";
import type { WindowPattern } from "../../model/window.js";
import { levelOf } from "../../program/guards.js";
import type { Assignment, Topology } from "../../program/program.js";
import { Access, type Place, type Places, single, vector } from "./access.js";
import { broadcast, isUniform } from "./broadcast.js";
import { writeAssignments } from "./events.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { LINE, padded } from "./layout.js";
import { constantAddress, type ProjectionScope, topologyOf, wake, whereOpen } from "./projectionScope.js";
import { delayedList, eachSpike } from "./spikes.js";
import { filterFunction, poolFunction } from "./window.js";

type StoredTopology = Exclude<Topology, WindowPattern>;

/** Vectors of a dense row that one round of its loop covers: a cache line. */
const ROUND_BYTES = 4 * LINE;

/** A function `name` that delivers this step's arriving spikes of a projection, and what it calls. */
export function arrivalFunctions(name: string, scope: ProjectionScope): string[] {
  const { step, layout, program } = scope;
  const topology = topologyOf(scope);
  const ring = layout.rings.get(step.pre);
  if (!ring) throw new TypeError(`no spikes of "${step.pre}" in the program`);
  const text = new FunctionText(name);
  const delays = step.delays.length;
  const isWhole = takesWholeList(scope, topology);
  for (const [d, delay] of step.delays.entries()) {
    const list = delayedList(ring, delay);
    if (isWhole) {
      text.add(`(call ${name}_all ${list})`);
      continue;
    }
    text.add(
      eachSpike(text, list, (pre) => {
        const row = delays === 1 ? get(pre) : `(i32.add (i32.mul ${get(pre)} ${i32(delays)}) ${i32(d)})`;
        text.add(`(call ${name}_row ${get(pre)} ${row})`);
      }),
    );
  }
  const perRow = step.onPre.filter((a) => levelOf(program, a.field) === "row");
  const list = `${name}_all`;
  const row = `${name}_row`;
  if ("window" in topology) {
    return [text.toString(), isWhole ? poolFunction(list, scope, topology) : filterFunction(row, scope, topology)];
  }
  return [text.toString(), isWhole ? broadcast(list, scope, perRow) : rowFunction(row, scope, topology, perRow)];
}

/** Whether what arrives depends on all spikes of a step together, or can be added up for all of them. */
function takesWholeList(scope: ProjectionScope, { kind }: Topology): boolean {
  return kind === "maxPool" || kind === "avgPool" || (kind === "allButSelf" && isUniform(scope));
}

/** Delivers the spike of one row: adds what is transmitted, applies `onPre`. */
function rowFunction(
  name: string,
  scope: ProjectionScope,
  topology: StoredTopology,
  perRow: readonly Assignment[],
): string {
  const { step, program } = scope;
  const text = new FunctionText(name, ["$pre", "$row"]);
  const perSynapse = step.onPre.filter((a) => levelOf(program, a.field) !== "row");
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
  const held = holdTarget(text, scope, places(single(pre), single(pre)), [
    step.transmit,
    ...perSynapse.map((a) => a.value),
  ]);
  const deliver = (at: Places) => addTransmitted(text, new Access(scope, text, at, "after", step, held), scope);
  const learn = (at: Places) => applyOnPre(text, new Access(scope, text, at, "after", step, held), scope, perSynapse);
  switch (topology.kind) {
    case "dense":
      denseRow(text, scope, places, deliver, perSynapse.length > 0 ? learn : undefined);
      break;
    case "oneToOne": {
      const place = single(rowOffset);
      deliver(places(place, place));
      wake(text, scope, get("$row"));
      if (perSynapse.length > 0) learn(places(place, place));
      break;
    }
    case "allButSelf":
      otherColumns(text, scope, (column) => deliver(places(single(column), single(column))));
      break;
    case "sparse":
      sparseRow(text, scope, (column, synapse) => {
        const at = places(single(column), single(synapse));
        deliver(at);
        if (perSynapse.length > 0) learn(at);
      });
  }
  writeAssignments(text, new Access(scope, text, { pre: single(pre), row: single(rowOffset) }, "after", step), perRow);
  return text.toString();
}

/**
 * Within one population a spike may change the variable of its own neuron that its synapses read: all see the value from
 * before, which is kept in a local.
 */
function holdTarget(
  text: FunctionText,
  scope: ProjectionScope,
  at: Places,
  read: readonly Expr[],
): ReadonlyMap<string, string> {
  const { step } = scope;
  const name = `pre.${step.target.split(".")[1]}`;
  if (step.pre !== step.post || !read.some((e) => namesIn(e).has(name))) return new Map();
  const local = text.fresh();
  text.add(`(local.set ${local} ${new Access(scope, text, at, "after", step).load(name)})`);
  return new Map([[name, get(local)]]);
}

function addTransmitted(text: FunctionText, access: Access, { step }: ProjectionScope): void {
  const lanes = new Lanes(text, access.load, [step.transmit]);
  // The postsynaptic population's field, at the place of its neuron.
  const amount = whereOpen(text, access, step, access.inFrame(step.target, lanes.value(step.transmit)));
  text.add(access.storeRaw(step.target, `(f32x4.add ${access.raw(step.target, "post")} ${amount})`, "post"));
}

/** The synapse-level assignments of `onPre`; marks the columns whose weights they change. */
function applyOnPre(
  text: FunctionText,
  access: Access,
  { step, layout }: ProjectionScope,
  perSynapse: readonly Assignment[],
): void {
  const old =
    step.changed === undefined
      ? []
      : perSynapse.map(({ field }) => {
          const local = text.fresh();
          text.add(`(local.set ${local} ${access.raw(field)})`);
          return local;
        });
  writeAssignments(text, access, perSynapse);
  if (step.changed === undefined || !layout.fields.has(step.changed)) return;
  const one = text.kept("(v128.const i32x4 1 1 1 1)");
  const differs = perSynapse.map(({ field }, i) => `(f32x4.ne ${access.raw(field)} ${get(old[i])})`);
  const flag = `(v128.and ${differs.reduce((a, b) => `(v128.or ${a} ${b})`)} ${one})`;
  text.add(access.storeRaw(step.changed, `(v128.or ${access.raw(step.changed)} ${flag})`));
}

/** Transmits along a dense row; then learns along it, or only where the guard's column is not 0. */
function denseRow(
  text: FunctionText,
  scope: ProjectionScope,
  places: (column: Place, synapse: Place) => Places,
  deliver: (at: Places) => void,
  learn: ((at: Places) => void) | undefined,
): void {
  const { layout, step, guard } = scope;
  const width = layout.rings.get(step.post)?.size ?? 0;
  const rowBytes = 4 * padded(width);
  const [column, synapse, start] = [text.local("$column"), text.local("$synapse"), text.local("$start")];
  const at = (step: string) => `(local.set ${synapse} (i32.add ${get(start)} ${step}))`;
  const vectors = (write: (at: Places) => void, round: number) =>
    loop(
      column,
      i32(0),
      i32(rowBytes),
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
  const list = guard === null ? undefined : layout.lists.get(guard);
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
  // Four columns at once are faster where more than a quarter of them are listed.
  text.add(`(if (i32.gt_u (i32.shl (i32.load ${i32(list.address)}) (i32.const 2)) ${i32(width)})
  (then ${everywhere})
  (else ${listed}))`);
}

function sparseRow(text: FunctionText, scope: ProjectionScope, write: (column: string, synapse: string) => void): void {
  const [rowStart, posts] = ["rowStart", "post"].map((key) => constantAddress(scope, key));
  const [synapse, column] = [text.local("$synapse"), text.local("$column")];
  const bound = (next: number) =>
    `(i32.shl (i32.load offset=${rowStart + 4 * next} ${get("$rowOffset")}) (i32.const 2))`;
  const body = text.inner(() => {
    text.add(`(local.set ${column} (i32.shl (i32.load offset=${posts} ${get(synapse)}) (i32.const 2)))`);
    write(column, synapse);
    wake(text, scope, `(i32.shr_u ${get(column)} (i32.const 2))`);
  });
  const end = text.fresh("i32");
  text.add(`(local.set ${end} ${bound(1)})`, loop(synapse, bound(0), get(end), 4, body));
}

function otherColumns(text: FunctionText, scope: ProjectionScope, write: (column: string) => void): void {
  const column = text.local("$column");
  const width = scope.layout.rings.get(scope.step.post)?.size ?? 0;
  const body = text.inner(() => write(column));
  text.add(
    loop(column, i32(0), i32(4 * width), 4, `(if (i32.ne ${get(column)} (local.get $preOffset)) (then\n${body}))`),
  );
  wake(text, scope);
}
