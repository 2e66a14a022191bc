import {
  conditionsOf,
  type Field,
  type PopulationStep,
  type Refractory,
  type Schedule,
  valuesOf,
} from "../../program/program.js";
import { isMoving, readsOf } from "../../program/value.js";
import { Access, type Place, type Scope, single, vector } from "./access.js";
import { writeEntry } from "./contest.js";
import { writeAssignments } from "./events.js";
import { type Assumptions, Lanes, type Reader } from "./expression.js";
import { FunctionText, get, i32, loop } from "./functionText.js";
import { LINE } from "./padding.js";
import type { RingPlace } from "./rings.js";
import { delayedList, eachOwnSpike, neuronsOf, ownPart } from "./spikes.js";

/** Bytes of a block. */
const BLOCK_BYTES = 4 * LINE;
/** The vectors of the block that begins at the byte offset $i. */
const PLACES: readonly Place[] = Array.from({ length: BLOCK_BYTES / 16 }, (_, i) => ({
  ...vector("$i"),
  shift: 16 * i,
}));

/**
 * The state of a block: nothing changes; neurons change; some of them are, or may be, refractory; they change, but no
 * input acts on them. What is delivered sets the first bit.
 */
export const BLOCK = { asleep: 0, awake: 1, busy: 3, quiet: 4 } as const;
const BUSY_BIT = 2;

/** The functions that update a block in the other ways. */
interface Paths {
  readonly busy: string;
  readonly careful: string;
}

/**
 * The state update and threshold test of a population, block by block, without sleeping blocks. The short path is valid
 * if none of the block's neurons is refractory and the arguments of φ₁ are in the polynomial's range; otherwise the block is
 * updated by the busy path. Where the decaying fields have come to rest, the quiet path does not read them. `$check` asks
 * which blocks have become quiet, and by the careful path which have fallen asleep.
 */
export function updateFunction(
  name: string,
  { busy, careful }: Paths,
  scope: Scope,
  schedule: Schedule,
  step: PopulationStep,
): string {
  const text = new FunctionText(name, ["$check"]);
  const [i, flag, block] = ["$i", "$flag", "$block"].map((local) => text.local(local));
  const otherwise = `(call ${busy} (local.get ${block}))`;
  const awake = scope.layout.awake.get(step.population.name);
  const { first, end } = scope.layout.own(step.population);
  const state = `offset=${awake?.address} (local.get ${block})`;
  const setState = (value: number) => `(local.set ${flag} ${i32(value)}) (i32.store8 ${state} ${i32(value)})`;
  const assumed = { zero: step.refractory?.left };
  const path = (assumptions: Omit<Assumptions, "within">) =>
    text.inner(() => writeBlock(text, scope, step, assumptions, otherwise));
  const still = stillFields(schedule, step);

  /** Whether fields are away from their targets, in any neuron of the block. */
  const areAway = (fields: readonly Field[]) => {
    const loads = PLACES.flatMap((place) => {
      const access = new Access(scope, text, { neuron: place }, "before");
      return fields.map((field) => access.raw(field));
    });
    return loads.length === 0 ? i32(0) : `(v128.any_true ${loads.reduce((a, b) => `(v128.or ${a} ${b})`)})`;
  };
  const others = movingFields(schedule, step).filter((field) => !still.has(field));
  // Only where all of them are at their targets may the careful path find that nothing changes any more.
  const settle = `(if (i32.eqz ${areAway(others)}) (then
  (call ${careful} (local.get ${block}))
  ${still.size > 0 ? `(if (i32.eq (i32.load8_u ${state}) ${i32(BLOCK.awake)}) (then ${setState(BLOCK.quiet)}))` : ""}
  (br $next)))`;
  const atRest = [...(canSleep(step) ? [settle] : []), ...(still.size > 0 ? [setState(BLOCK.quiet)] : [])].join("\n");
  const check =
    still.size === 0
      ? atRest
      : `(if ${areAway([...still.keys()])} (then ${setState(BLOCK.awake)}) (else
  ${atRest.replaceAll("\n", "\n  ")}))`;
  const quiet = () =>
    `(if (i32.eq ${get(flag)} ${i32(BLOCK.quiet)}) (then\n${path({ ...assumed, still })}\n(br $next)))`;
  const lines = [
    `(if (i32.and ${get(flag)} ${i32(BUSY_BIT)}) (then ${otherwise} (br $next)))`,
    `(local.set ${i} (i32.mul (local.get ${block}) ${i32(BLOCK_BYTES)}))`,
    ...(check === "" ? [] : [`(if (local.get $check) (then\n  ${check.replaceAll("\n", "\n  ")}))`]),
    ...(still.size > 0 ? [quiet()] : []),
    path(assumed),
  ];
  const start = first === 0 ? "" : `(local.set ${block} ${i32(first / LINE)})\n`;
  text.add(`${start}(block $done (loop $blocks
  (br_if $done (i32.ge_u ${get(block)} ${i32(end / LINE)}))
  (if (i64.eqz (i64.load ${state})) (then
    (local.set ${block} (i32.add ${get(block)} (i32.const 8)))
    (br $blocks)))
  (local.set ${flag} (i32.load8_u ${state}))
  (block $next
    (br_if $next (i32.eqz ${get(flag)}))
    ${lines.join("\n").replaceAll("\n", "\n    ")})
  (local.set ${block} (i32.add ${get(block)} (i32.const 1)))
  (br $blocks)))`);
  return text.toString();
}

/**
 * Updates a block some of whose neurons may be refractory, with the same bits as the careful path, which it takes where
 * arguments of φ₁ are large.
 */
export function busyFunction(name: string, careful: string, scope: Scope, step: PopulationStep): string {
  const text = new FunctionText(name, ["$block"]);
  const i = text.local("$i");
  text.add(`(local.set ${i} (i32.mul (local.get $block) ${i32(BLOCK_BYTES)}))`);
  writeBlock(text, scope, step, {}, `(call ${careful} (local.get $block))`);
  return text.toString();
}

/** Computes a block's new values and the conditions that rule out what it assumes; if one holds, does `otherwise`. */
function writeBlock(
  text: FunctionText,
  scope: Scope,
  step: PopulationStep,
  assumed: Omit<Assumptions, "within">,
  otherwise: string,
): void {
  const ranges = new Map<string, Range>();
  const within = (local: string, low: number, high: number) => {
    const key = `${low} … ${high}`;
    const known = ranges.get(key);
    const { least, most } = known ?? { least: text.fresh(), most: text.fresh() };
    // A local that does not change is the same for all vectors.
    if (known?.last === local) return;
    ranges.set(key, { low, high, least, most, last: local });
    for (const [end, order] of [
      [least, "pmin"],
      [most, "pmax"],
    ]) {
      text.add(`(local.set ${end} ${known ? `(f32x4.${order} ${get(end)} ${get(local)})` : get(local)})`);
    }
  };
  const vectors = PLACES.map((place) => {
    const before = new Access(scope, text, { neuron: place }, "before");
    const countdown = assumed.zero ? undefined : step.refractory && refractoryCountdown(text, before, step.refractory);
    return { place, before, countdown, updated: writeUpdate(text, before, step, countdown, { ...assumed, within }) };
  });
  const keep = text.inner(() => {
    const spiking = vectors.map(({ place, before, countdown, updated }) => {
      if (countdown) text.add(before.storeRaw(countdown.field, get(countdown.left)));
      for (const [field, local] of updated) text.add(before.storeRaw(field, get(local)));
      return step.threshold && { place, ...writeThreshold(text, scope, step, place, updated, countdown?.free) };
    });
    const resting = vectors.flatMap(({ countdown }) => countdown ?? []).map(({ left }) => get(left));
    if (resting.length > 0) {
      const flag = `(i32.store8 offset=${scope.layout.awake.get(step.population.name)?.address} (local.get $block)`;
      const any = resting.reduce((a, b) => `(v128.or ${a} ${b})`);
      // Neurons that spike below make the block busy again.
      text.add(`${flag} (select ${i32(BLOCK.busy)} ${i32(BLOCK.awake)} (v128.any_true ${any})))`);
    }
    const masks = spiking.flatMap((found) => found ?? []);
    if (masks.length === 0) return;
    const any = masks.map(({ mask }) => get(mask)).reduce((a, b) => `(v128.or ${a} ${b})`);
    const each = masks.map((found) => fire(text, scope, step, found.place, found));
    text.add(`(if (v128.any_true ${any}) (then ${each.join("\n")}))`);
  });
  const beyond = [...ranges.values()].flatMap(({ low, high, least, most }) => [
    `(f32x4.lt ${get(least)} ${text.constant(low)})`,
    `(f32x4.gt ${get(most)} ${text.constant(high)})`,
  ]);
  if (beyond.length === 0) text.add(keep);
  else {
    const any = beyond.reduce((a, b) => `(v128.or ${a} ${b})`);
    text.add(`(if (v128.any_true ${any}) (then ${otherwise}) (else\n${keep}))`);
  }
}

/** A range in which values have to be, and the locals of the least and the most of them. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly least: string;
  readonly most: string;
  /** The last value. */
  readonly last: string;
}

/** Updates one block by the careful path, and decides whether the block sleeps from now on. */
export function carefulFunction(name: string, scope: Scope, schedule: Schedule, step: PopulationStep): string {
  const text = new FunctionText(name, ["$block"]);
  const i = text.local("$i");
  const moved = text.local("$moved", "v128");
  const resting = text.local("$resting", "v128");
  const note = (code: string) => text.add(`(local.set ${moved} (v128.or ${get(moved)} ${code}))`);
  const place = vector(i);
  const before = new Access(scope, text, { neuron: place }, "before");
  const body = text.inner(() => {
    const countdown = step.refractory && refractoryCountdown(text, before, step.refractory);
    if (countdown) {
      text.add(
        before.storeRaw(countdown.field, get(countdown.left)),
        `(local.set ${resting} (v128.or ${get(resting)} ${get(countdown.left)}))`,
      );
    }
    const updated = writeUpdate(text, before, step, countdown);
    for (const [field, local] of updated) note(`(v128.xor ${get(local)} ${before.raw(field)})`);
    for (const [field, local] of updated) text.add(before.storeRaw(field, get(local)));
    for (const field of movingFields(schedule, step)) note(before.raw(field));
    if (!step.threshold) return;
    const spiking = writeThreshold(text, scope, step, place, updated, countdown?.free);
    note(get(spiking.mask));
    text.add(fire(text, scope, step, place, spiking));
  });
  const flag = `(i32.store8 offset=${scope.layout.awake.get(step.population.name)?.address} (local.get $block)`;
  const start = `(i32.mul (local.get $block) ${i32(BLOCK_BYTES)})`;
  // The flag is set first: neurons that spike below make the block busy again.
  text.add(
    `${flag} ${i32(BLOCK.awake)})`,
    loop(i, start, `(i32.add ${start} ${i32(BLOCK_BYTES)})`, 16, body),
    `(if (v128.any_true ${get(resting)}) (then ${flag} ${i32(BLOCK.busy)}) (return)))`,
  );
  if (canSleep(step)) text.add(`(if (i32.eqz (v128.any_true ${get(moved)})) (then ${flag} ${i32(BLOCK.asleep)})))`);
  return text.toString();
}

/** Reads some fields from locals. */
const reading = (access: Access, fields: ReadonlyMap<Field, string>): Reader => ({
  load: (read) => fields.get(read.field) ?? access.load(read),
  element: access.element,
  table: access.table,
  get clock() {
    return access.clock;
  },
});

/** Computes the next values into locals; without a countdown, no neuron is refractory. */
function writeUpdate(
  text: FunctionText,
  before: Access,
  step: PopulationStep,
  countdown?: Countdown,
  assumed?: Assumptions,
): ReadonlyMap<Field, string> {
  const left = countdown && new Map([[countdown.field, `(f32x4.convert_i32x4_s ${get(countdown.left)})`]]);
  const lanes = new Lanes(text, left ? reading(before, left) : before, valuesOf(step.next), assumed);
  const updated = new Map<Field, string>();
  for (const { field, value, held } of step.next) {
    const local = text.fresh();
    const code = lanes.value(value);
    const kept = countdown && held && `(v128.bitselect ${code} ${before.raw(field)} ${get(countdown.free)})`;
    text.add(`(local.set ${local} ${kept || code})`);
    updated.set(field, local);
  }
  return updated;
}

/** The neurons that pass the threshold, and access to their values after the update. */
interface Passing {
  /** The local of their mask. */
  readonly mask: string;
  readonly reader: Reader;
}

/** Computes the mask of neurons that pass the threshold into a local. */
function writeThreshold(
  text: FunctionText,
  scope: Scope,
  step: PopulationStep,
  place: Place,
  updated: ReadonlyMap<Field, string>,
  free: string | undefined,
): Passing {
  const after = new Access(scope, text, { neuron: place }, "after");
  const reader = reading(after, new Map([...updated].map(([field, local]) => [field, get(local)])));
  const { threshold } = step;
  if (!threshold) throw new TypeError(`"${step.population.name}" has no threshold`);
  const conditions = [new Lanes(text, reader, [threshold]).mask(threshold)];
  if (free) conditions.push(get(free));
  const lanes = scope.layout.lanes.get(step.population.name);
  const { offset, shift = 0 } = place;
  if (lanes) conditions.push(`(v128.load offset=${lanes.address + shift} ${get(offset)})`);
  const spiking = text.fresh();
  text.add(`(local.set ${spiking} ${conditions.reduce((a, b) => `(v128.and ${a} ${b})`)})`);
  return { mask: spiking, reader };
}

/** Code that makes the neurons of a mask spike or enter the competition. */
function fire(
  text: FunctionText,
  scope: Scope,
  { population: { name }, competition }: PopulationStep,
  { shift = 0 }: Place,
  { mask, reader }: Passing,
): string {
  const start = `(i32.add (local.get $i) ${i32(shift)})`;
  const call = (what: string) => `(call $${what}_${name}
  (i32x4.bitmask ${get(mask)}) ${start})`;
  const entered = competition && text.inner(() => writeEntry(text, scope, name, competition, start, reader));
  const body = entered === undefined ? call("fire") : `${entered}\n${call("enter")}`;
  return `(if (v128.any_true ${get(mask)}) (then ${body}))`;
}

interface Countdown {
  readonly field: Field;
  /** The local of what is left after this step, and of the mask of neurons that are not refractory. */
  readonly left: string;
  readonly free: string;
}

/** Counts refractory steps down, or ends the state by its condition. */
function refractoryCountdown(text: FunctionText, access: Access, { left: field, during }: Refractory): Countdown {
  const left = text.fresh();
  const free = text.fresh();
  const one = text.kept("(v128.const i32x4 1 1 1 1)");
  const zero = text.kept("(v128.const i32x4 0 0 0 0)");
  const down = `(i32x4.max_s (i32x4.sub ${access.raw(field)} ${one}) ${zero})`;
  const code = during ? `(v128.and ${access.raw(field)} ${new Lanes(text, access, [during]).mask(during)})` : down;
  text.add(`(local.set ${left} ${code})`, `(local.set ${free} (i32x4.eq ${get(left)} ${zero}))`);
  return { field, left, free };
}

/** Decaying fields that the update or the threshold reads: the block stays awake until they reach their target. */
function movingFields(schedule: Schedule, { next, threshold }: PopulationStep): Field[] {
  const reads = readsOf([...valuesOf(next), ...(threshold ? [threshold] : [])]);
  const read = new Set(reads.map((r) => r.field));
  return schedule.decays.map((d) => d.field).filter((field) => read.has(field));
}

/**
 * The moving fields that stay at their target, which is given too, once they are there, until something is delivered to
 * them. Inputs and drives act in each step, and resets at a neuron's own spikes.
 */
function stillFields(schedule: Schedule, step: PopulationStep): ReadonlyMap<Field, number> {
  if (hasSteadyInput(step)) return new Map();
  const changed = new Set(step.reset.map(({ field }) => field));
  const moving = new Set(movingFields(schedule, step).filter((field) => !changed.has(field)));
  return new Map(schedule.decays.flatMap(({ field, target }) => (moving.has(field) ? [[field, target]] : [])));
}

const hasSteadyInput = ({ inputs, drives }: PopulationStep): boolean => inputs.length + drives.length > 0;

/** Whether a block may come to rest: not where inputs, drives, random numbers or the time may change it in any step. */
const canSleep = (step: PopulationStep): boolean =>
  !hasSteadyInput(step) && !isMoving([...valuesOf(step.next), ...conditionsOf(step)]);

/** Code that makes the neuron $neuron refractory, as a spike does. */
export function startRest({ layout }: Scope, { population: { name }, refractory }: PopulationStep): string {
  if (!refractory) return "";
  const place = typeof refractory.steps === "object" ? layout.place(refractory.steps) : undefined;
  const steps = place
    ? `(i32.load offset=${place.address} (i32.shl (local.get $neuron) (i32.const 2)))`
    : i32(Number(refractory.steps));
  return `(i32.store offset=${layout.place(refractory.left).address} (i32.shl (local.get $neuron) (i32.const 2)) ${steps})
    (i32.store8 offset=${layout.awake.get(name)?.address} (i32.div_u (local.get $neuron) ${i32(LINE)}) ${i32(BLOCK.busy)})`;
}

function ringOf({ layout }: Scope, { population: { name } }: PopulationStep): RingPlace {
  const ring = layout.rings.get(name);
  if (!ring) throw new TypeError(`no spikes of "${name}" in the program`);
  return ring;
}

/** Appends the neurons whose bits are set, starting at the byte offset $i, to this step's spikes. */
export function fireFunction(scope: Scope, step: PopulationStep): string {
  const ring = ringOf(scope, step);
  const [neurons, local, set] = ring.segments
    ? ["$neurons", " (local $neurons i32)", `\n  (local.set $neurons ${neuronsOf(ring, get("$list"))})`]
    : ["$list", "", ""];
  return `(func $fire_${step.population.name} (param $bits i32) (param $i i32)
  (local $list i32) (local $count i32) (local $neuron i32)${local}
  (local.set $list ${ownPart(ring, delayedList(ring, 0))})${set}
  (local.set $count (i32.load (local.get $list)))
  (loop
    (local.set $neuron (i32.add (i32.shr_u (local.get $i) (i32.const 2)) (i32.ctz (local.get $bits))))
    (local.set $count (i32.add (local.get $count) (i32.const 1)))
    (i32.store (i32.add (local.get ${neurons}) (i32.shl (local.get $count) (i32.const 2))) (local.get $neuron))
    ${startRest(scope, step)}
    (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
    (br_if 0 (local.get $bits)))
  (i32.store (local.get $list) (local.get $count)))`;
}

/** Resets the neurons that spiked in this step. */
export function resetFunction(name: string, scope: Scope, step: PopulationStep): string {
  const text = new FunctionText(name);
  const offset = text.local("$offset");
  const access = new Access(scope, text, { neuron: single(offset) }, "after");
  const ring = ringOf(scope, step);
  text.add(
    eachOwnSpike(text, ring, delayedList(ring, 0), (neuron) => {
      text.add(`(local.set ${offset} (i32.shl ${get(neuron)} (i32.const 2)))`);
      writeAssignments(text, access, step.reset);
    }),
  );
  return text.toString();
}
