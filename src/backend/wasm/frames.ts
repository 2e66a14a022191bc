import type { Field, Program, Schedule } from "../../program/program.js";
import { float, i32, loop } from "./functionText.js";
import type { Frame, Layout } from "./layout.js";
import { rebuildFunction } from "./lists.js";
import { rowsOf } from "./sparseRows.js";

/** Below this, the scale is folded into the stored values; until then the quotients are well within float32. */
const SMALLEST_SCALE = 2 ** -24;

const renormalizeFunction = (field: string): string => `$renormalize_${field}`;

/** For each decaying field, a function that folds its scale into its values and sets small values to 0. */
export const renormalizations = (layout: Layout, program: Program): string[] =>
  program.decays.map(({ field }) => {
    const frame = layout.frames.get(field.name);
    if (!frame) throw new TypeError(`no scale of "${field.name}" in the program`);
    return renormalization(layout, program, field, frame);
  });

function renormalization(layout: Layout, program: Program, field: Field, { address }: Frame): string {
  const { address: values } = layout.place(field);
  const at = `offset=${values}`;
  const scaled = (
    load: string,
    store: string,
  ) => `(local.set $x (f32x4.mul (${load} ${at} (local.get $i)) (local.get $scale)))
(${store} (local.get $i)
  (v128.andnot (local.get $x) (f32x4.lt (f32x4.abs (local.get $x)) (local.get $flush))))`;
  const four = scaled("v128.load", `v128.store ${at}`);
  const one = scaled("v128.load32_splat", `v128.store32_lane ${at} 0`);
  const { locals, code } = eachOwn(layout, program, field, four, one);
  return `(func ${renormalizeFunction(field.name)} (local $i i32) (local $x v128) (local $scale v128) (local $flush v128)${locals}
  (local.set $scale (f32x4.splat (f32.demote_f64 (f64.load (i32.const ${address})))))
  (local.set $flush (f32x4.splat (f32.const ${float(program.flush)})))
  ${code}
  (f64.store (i32.const ${address}) (f64.const 1))
  ${layout.lists.has(field.name) ? `(call ${rebuildFunction(field.name)})` : ""})`;
}

/** Visits a thread's own elements of a field at the byte offset $i, four at a time if they are contiguous. */
function eachOwn(layout: Layout, program: Program, field: Field, four: string, one: string) {
  const { name, level } = field.domain;
  const { rows, stride } = layout.place(field);
  const from = (first: number, end: number) => ({
    locals: "",
    code: loop("$i", i32(4 * first), i32(4 * end), 16, four),
  });
  const projection = program.projections.find((p) => p.name === name);
  const kind = level === "synapse" ? projection?.topology.kind : undefined;
  // Every thread has its own copy of the rows.
  if (layout.threads === 1 || level === "row") return from(0, rows * stride);
  const { first, end } = layout.own(projection?.post ?? { name });
  // All neurons share the filters, so one thread owns them.
  if (kind === "convolution") return from(0, first < end ? rows * stride : 0);
  if (projection && kind === "dense") {
    const row = `(i32.add (local.get $row) ${i32(4 * (end - first))})`;
    const columns = loop("$i", "(local.get $row)", row, 16, four);
    const last = 4 * (first + rows * stride);
    return { locals: " (local $row i32)", code: loop("$row", i32(4 * first), i32(last), 4 * stride, columns) };
  }
  if (projection && kind === "sparse") {
    const { bound } = rowsOf(layout, projection, "(local.get $row)");
    const columns = `(local.set $end ${bound(1)})\n${loop("$i", bound(0), "(local.get $end)", 4, one)}`;
    const code = loop("$row", i32(0), i32(4 * projection.rows), 4, columns);
    return { locals: " (local $row i32) (local $end i32)", code };
  }
  return from(first, end);
}

/** A function that advances all scales by one step. */
export function advanceFunction(name: string, layout: Layout, schedule: Schedule): string {
  const decaying = new Set(schedule.decays.map((d) => d.field.name));
  const lines = [...layout.frames].map(([field, { factor, address }]) => {
    const at = (offset: number) => `(i32.const ${address + offset})`;
    const scale = `(f64.load ${at(0)})`;
    const after = decaying.has(field) ? `(f64.mul (local.get $s) (f64.const ${factor}))` : "(local.get $s)";
    return `(if (f64.lt ${scale} (f64.const ${SMALLEST_SCALE})) (then (call ${renormalizeFunction(field)})))
  (local.set $s ${scale})
  (f32.store ${at(8)} (f32.demote_f64 (local.get $s)))
  (local.set $s ${after})
  (f64.store ${at(0)} (local.get $s))
  (f32.store ${at(12)} (f32.demote_f64 (local.get $s)))
  (f32.store ${at(16)} (f32.demote_f64 (f64.div (f64.const 1) (local.get $s))))`;
  });
  return `(func ${name} (local $s f64)\n  ${lines.join("\n  ")})`;
}
