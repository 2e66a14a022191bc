import type { Schedule } from "../../program/program.js";
import { float, loop } from "./functionText.js";
import type { Layout } from "./layout.js";
import { rebuildFunction } from "./lists.js";

/** Below this, the scale goes into the stored values: float32 has room enough for the quotients until then. */
const SMALLEST_SCALE = 2 ** -24;

const renormalizeFunction = (field: string): string => `$renormalize_${field}`;

/** For each decaying field a function that moves its scale into its values, and sets small ones to 0. */
export function renormalizations(layout: Layout, flush: number): string[] {
  return [...layout.frames].map(([field, { address }]) => {
    const place = layout.fields.get(field);
    if (!place) throw new TypeError(`no field "${field}" in the program`);
    const x = `(f32x4.mul (v128.load offset=${place.address} (local.get $i)) (local.get $scale))`;
    const body = `(local.set $x ${x})
(v128.store offset=${place.address} (local.get $i)
  (v128.andnot (local.get $x) (f32x4.lt (f32x4.abs (local.get $x)) (local.get $flush))))`;
    return `(func ${renormalizeFunction(field)} (local $i i32) (local $x v128) (local $scale v128) (local $flush v128)
  (local.set $scale (f32x4.splat (f32.demote_f64 (f64.load (i32.const ${address})))))
  (local.set $flush (f32x4.splat (f32.const ${float(flush)})))
  ${loop("$i", "(i32.const 0)", `(i32.const ${4 * place.rows * place.stride})`, 16, body)}
  (f64.store (i32.const ${address}) (f64.const 1))
  ${layout.lists.has(field) ? `(call ${rebuildFunction(field)})` : ""})`;
  });
}

/** A function that moves all scales by one step. */
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
