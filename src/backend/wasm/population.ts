import { namesIn } from "../../equations/ast.js";
import type { PopulationStep, Schedule } from "../../kernel/program.js";
import { Access, type Scope, single, vector } from "./access.js";
import { writeAssignments } from "./events.js";
import { Lanes } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { LINE } from "./layout.js";
import { eachSpike } from "./spikes.js";

const BLOCK_BYTES = 4 * LINE;

/**
 * The state update and threshold test of a population, in blocks that sleep while nothing in them moves. With
 * `isChecking`, blocks that did not move are put to sleep, which costs a little and so is done every few steps.
 */
export function updateFunction(
  name: string,
  scope: Scope,
  schedule: Schedule,
  step: PopulationStep,
  isChecking: boolean,
): string {
  const text = new FunctionText(name);
  const awake = scope.layout.awake.get(step.domain);
  const block = text.local("$block");
  const i = text.local("$i");
  const end = text.local("$end");
  const moved = text.local("$moved", "v128");
  const body = text.inner(() => writeVector(text, scope, schedule, step, isChecking ? moved : undefined));
  const vectors = loop(i, get(i), get(end), 16, body);
  const flag = `offset=${awake?.address} ${get(block)}`;
  text.add(`(block $done (loop $blocks
  (br_if $done (i32.ge_u ${get(block)} ${i32(awake?.blocks ?? 0)}))
  (if (i64.eqz (i64.load ${flag})) (then
    (local.set ${block} (i32.add ${get(block)} (i32.const 8)))
    (br $blocks)))
  (if (i32.load8_u ${flag}) (then
    (local.set ${i} (i32.mul ${get(block)} ${i32(BLOCK_BYTES)}))
    (local.set ${end} (i32.add ${get(i)} ${i32(BLOCK_BYTES)}))
    ${isChecking ? `(local.set ${moved} ${text.constant(0)})` : ""}
    ${vectors.replaceAll("\n", "\n    ")}
    ${isChecking ? `(if (i32.eqz (v128.any_true ${get(moved)})) (then (i32.store8 ${flag} (i32.const 0))))` : ""}
  ))
  (local.set ${block} (i32.add ${get(block)} (i32.const 1)))
  (br $blocks)
))`);
  return text.toString();
}

function writeVector(
  text: FunctionText,
  scope: Scope,
  schedule: Schedule,
  step: PopulationStep,
  moved: string | undefined,
): void {
  const places = { neuron: vector("$i") };
  const before = new Access(scope, text, places, "before");
  const note = (code: string) => {
    if (moved) text.add(`(local.set ${moved} (v128.or ${get(moved)} ${code}))`);
  };

  const free = step.refractoryField && refractoryCountdown(text, before, step.refractoryField, note);
  const lanes = new Lanes(text, before.load, [
    ...step.locals.map(([, value]) => value),
    ...step.next.map((n) => n.value),
  ]);
  for (const [local, value] of step.locals) lanes.define(local, value);
  const updated = new Map<string, string>();
  for (const { field, value } of step.next) {
    const local = text.fresh();
    const isHeld = free !== undefined && step.held.includes(field);
    const code = lanes.value(value);
    text.add(`(local.set ${local} ${isHeld ? `(v128.bitselect ${code} ${before.raw(field)} ${get(free)})` : code})`);
    updated.set(field, local);
  }
  for (const [field, local] of updated) {
    note(`(v128.xor ${get(local)} ${before.raw(field)})`);
  }
  for (const [field, local] of updated) text.add(before.storeRaw(field, get(local)));
  if (moved) for (const field of movingFields(scope, schedule, step)) note(before.raw(field));
  if (!step.threshold) return;

  const after = new Access(scope, text, places, "after");
  const load = (name: string) => {
    const local = updated.get(name);
    return local === undefined ? after.load(name) : get(local);
  };
  const condition = new Lanes(text, load, [step.threshold]).mask(step.threshold);
  const spiking = text.fresh();
  const conditions = [condition, ...(free ? [get(free)] : []), ...laneMask(scope, step)];
  text.add(`(local.set ${spiking} ${conditions.reduce((a, b) => `(v128.and ${a} ${b})`)})`);
  note(get(spiking));
  text.add(
    `(if (v128.any_true ${get(spiking)}) (then (call $fire_${step.domain} (i32x4.bitmask ${get(spiking)}) (local.get $i))))`,
  );
}

/** Counts refractory steps down; returns the mask of neurons that are not refractory. */
function refractoryCountdown(text: FunctionText, access: Access, field: string, note: (code: string) => void): string {
  const left = text.fresh();
  const free = text.fresh();
  const one = text.kept("(v128.const i32x4 1 1 1 1)");
  const zero = text.kept("(v128.const i32x4 0 0 0 0)");
  text.add(
    `(local.set ${left} (i32x4.max_s (i32x4.sub ${access.raw(field)} ${one}) ${zero}))`,
    access.storeRaw(field, get(left)),
    `(local.set ${free} (i32x4.eq ${get(left)} ${zero}))`,
  );
  note(get(left));
  return free;
}

/** Decaying fields that the update or the threshold reads: while they are not at their target, the block moves. */
function movingFields({ layout }: Scope, schedule: Schedule, step: PopulationStep): string[] {
  const expressions = [...step.locals.map(([, value]) => value), ...step.next.map((n) => n.value)];
  if (step.threshold) expressions.push(step.threshold);
  const read = new Set(expressions.flatMap((e) => [...namesIn(e)]));
  return schedule.decays.map((d) => d.field).filter((field) => read.has(field) && layout.frames.has(field));
}

function laneMask({ layout }: Scope, { domain }: PopulationStep): string[] {
  const lanes = layout.lanes.get(domain);
  return lanes ? [`(v128.load offset=${lanes.address} (local.get $i))`] : [];
}

/** Appends the neurons of the set bits, from the byte offset $i on, to this step's spikes. */
export function fireFunction({ layout }: Scope, step: PopulationStep): string {
  const ring = layout.rings.get(step.domain);
  const refractory = step.refractoryField && layout.fields.get(step.refractoryField);
  const held = refractory
    ? `(i32.store offset=${refractory.address} (i32.shl (local.get $neuron) (i32.const 2)) ${i32(step.refractory)})`
    : "";
  return `(func $fire_${step.domain} (param $bits i32) (param $i i32)
  (local $list i32) (local $count i32) (local $neuron i32)
  (local.set $list (i32.load ${i32(ring?.current ?? 0)}))
  (local.set $count (i32.load (local.get $list)))
  (loop
    (local.set $neuron (i32.add (i32.shr_u (local.get $i) (i32.const 2)) (i32.ctz (local.get $bits))))
    (local.set $count (i32.add (local.get $count) (i32.const 1)))
    (i32.store (i32.add (local.get $list) (i32.shl (local.get $count) (i32.const 2))) (local.get $neuron))
    ${held}
    (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
    (br_if 0 (local.get $bits)))
  (i32.store (local.get $list) (local.get $count)))`;
}

/** Resets the neurons that spiked in this step. */
export function resetFunction(name: string, scope: Scope, step: PopulationStep): string {
  const text = new FunctionText(name);
  const offset = text.local("$offset");
  const access = new Access(scope, text, { neuron: single(offset) }, "after");
  text.add(
    eachSpike(text, `(i32.load ${i32(scope.layout.rings.get(step.domain)?.current ?? 0)})`, (neuron) => {
      text.add(`(local.set ${offset} (i32.shl ${get(neuron)} (i32.const 2)))`);
      writeAssignments(text, access, step.reset);
    }),
  );
  return text.toString();
}
