import type { Normalization, Projection, Topology } from "../../program/program.js";
import type { Range } from "./division.js";
import { float, loop } from "./functionText.js";
import type { FieldPlace, Layout } from "./layout.js";
import { padded } from "./padding.js";

/**
 * A function that scales the weights of each marked group to the given sum. Dense weights are traversed row by row, for
 * all changed columns at once, with sums in float64.
 */
export function normalizeFunction(name: string, layout: Layout, projection: Projection): string {
  const { normalization, topology, post } = projection;
  const marks = layout.marks.get(projection.name);
  if (!normalization || !marks) throw new TypeError(`"${projection.name}" is not normalized`);
  const w = layout.place(normalization.weight);
  const { first, end } = layout.own(post);
  const own = { ...marks, first, end: Math.min(end, marks.size) };
  const body =
    topology.kind === "sparse"
      ? sparse(layout, projection.name, normalization, w.address, own)
      : dense(layout, normalization, geometryOf(w, normalization, topology), own);
  return `(func ${name} (local $j i32) (local $count i32) (local $e i32) (local $row i32) (local $at i32) (local $end i32)
  (local $sum f64)
  ${body})`;
}

/** The marks of all groups, and the range that this thread owns. */
interface Marks extends Range {
  readonly address: number;
  readonly size: number;
}

/** The scaled weight, limited to the bound. */
const scaled = (weight: string, factor: string, bound: number): string => {
  const product = `(f32.demote_f64 (f64.mul ${weight} ${factor}))`;
  return Number.isFinite(bound) ? `(f32.min ${product} (f32.const ${float(bound)}))` : product;
};

const scaleOf = (sum: string, target: number): string =>
  `(select (f64.div (f64.const ${target}) ${sum}) (f64.const 1) (f64.gt ${sum} (f64.const 0)))`;

/** The place of a group's weights: one in each row. */
interface Geometry {
  readonly address: number;
  /** Bytes from one row to the next, and in total. */
  readonly stride: number;
  readonly bytes: number;
}

/** Dense weights have a row for each presynaptic neuron and delay, filters one for each of their elements. */
function geometryOf(w: FieldPlace, { groups }: Normalization, { kind }: Topology): Geometry {
  const stride = 4 * (kind === "convolution" ? groups : padded(w.width));
  return { address: w.address, stride, bytes: (w.size / groups) * stride };
}

function dense(layout: Layout, { sum, bound }: Normalization, w: Geometry, marks: Marks): string {
  const columns = layout.scratch + 8 * padded(marks.size);
  const entry = "(local.get $e)";
  const column = `(i32.load offset=${columns} ${entry})`;
  const sumAt = `offset=${layout.scratch} (i32.shl ${entry} (i32.const 1))`;
  const listed = (body: string) => loop("$e", "(i32.const 0)", "(local.get $count)", 4, body);
  const everyWeight = (body: string) =>
    loop(
      "$row",
      "(i32.const 0)",
      `(i32.const ${w.bytes})`,
      w.stride,
      listed(`(local.set $at (i32.add (local.get $row) ${column}))\n${body}`),
    );
  const weight = `(f64.promote_f32 (f32.load offset=${w.address} (local.get $at)))`;
  return `(local.set $count (i32.const 0))
  ${loop(
    "$j",
    `(i32.const ${4 * marks.first})`,
    `(i32.const ${4 * marks.end})`,
    4,
    `(if (i32.load offset=${marks.address} (local.get $j)) (then
  (i32.store offset=${marks.address} (local.get $j) (i32.const 0))
  (i32.store offset=${columns} (local.get $count) (local.get $j))
  (f64.store offset=${layout.scratch} (i32.shl (local.get $count) (i32.const 1)) (f64.const 0))
  (local.set $count (i32.add (local.get $count) (i32.const 4)))))`,
  )}
  ${everyWeight(`(f64.store ${sumAt} (f64.add (f64.load ${sumAt}) ${weight}))`)}
  ${listed(`(local.set $sum (f64.load ${sumAt}))\n(f64.store ${sumAt} ${scaleOf("(local.get $sum)", sum)})`)}
  ${everyWeight(`(f32.store offset=${w.address} (local.get $at) ${scaled(weight, `(f64.load ${sumAt})`, bound)})`)}`;
}

function sparse(layout: Layout, projection: string, { sum, bound }: Normalization, w: number, marks: Marks): string {
  const starts = layout.constants.get(`${projection}.columnStart`)?.address ?? 0;
  const synapses = layout.constants.get(`${projection}.columnSynapse`)?.address ?? 0;
  const start = (next: number) => `(i32.shl (i32.load offset=${starts + 4 * next} (local.get $j)) (i32.const 2))`;
  const place = `offset=${w} (i32.shl (i32.load offset=${synapses} (local.get $at)) (i32.const 2))`;
  const everySynapse = (body: string) => loop("$at", start(0), "(local.get $end)", 4, body);
  const weight = `(f64.promote_f32 (f32.load ${place}))`;
  return loop(
    "$j",
    `(i32.const ${4 * marks.first})`,
    `(i32.const ${4 * marks.end})`,
    4,
    `(if (i32.load offset=${marks.address} (local.get $j)) (then
  (i32.store offset=${marks.address} (local.get $j) (i32.const 0))
  (local.set $end ${start(1)})
  (local.set $sum (f64.const 0))
  ${everySynapse(`(local.set $sum (f64.add (local.get $sum) ${weight}))`)}
  (local.set $sum ${scaleOf("(local.get $sum)", sum)})
  ${everySynapse(`(f32.store ${place} ${scaled(weight, "(local.get $sum)", bound)})`)}))`,
  );
}
