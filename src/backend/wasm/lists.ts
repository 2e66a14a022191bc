import type { Program, Schedule } from "../../program/program.js";
import type { Range } from "./division.js";
import { loop } from "./functionText.js";
import type { Layout } from "./layout.js";

/** The function that adds a column to the list of a guard field. */
export const listFunction = (field: string): string => `$list_${field}`;
/** The function that rebuilds the list of the columns where a guard field is not 0. */
export const rebuildFunction = (field: string): string => `$rebuild_${field}`;

/** The lists of the columns where a trace is not 0, so that updates without effect elsewhere visit only those. */
export function listFunctions(layout: Layout, { learning }: Program): string[] {
  return [...layout.lists].flatMap(([field, { address, flags, size }]) => {
    const { first, end } = rangeOf(field, layout, learning);
    const count = `(i32.load (i32.const ${address}))`;
    const place = layout.fields.get(field)?.address;
    const isZero = `(f32.eq (f32.load offset=${place} (i32.shl (local.get $column) (i32.const 2))) (f32.const 0))`;
    const visit = `(i32.store8 offset=${flags} (local.get $column) (i32.const 0))
(if (i32.eqz ${isZero}) (then (call ${listFunction(field)} (local.get $column))))`;
    return [
      `(func ${listFunction(field)} (param $column i32)
  (if (i32.load8_u offset=${flags} (local.get $column)) (then (return)))
  (i32.store8 offset=${flags} (local.get $column) (i32.const 1))
  (i32.store offset=${address + 4} (i32.shl ${count} (i32.const 2)) (local.get $column))
  (i32.store (i32.const ${address}) (i32.add ${count} (i32.const 1))))`,
      `(func ${rebuildFunction(field)} (local $column i32)
  (i32.store (i32.const ${address}) (i32.const 0))
  ${loop("$column", `(i32.const ${first})`, `(i32.const ${Math.min(end, size)})`, 1, visit)})`,
    ];
  });
}

/** The columns of a guard field that this thread owns. */
function rangeOf(field: string, { own }: Layout, { projections }: Schedule): Range {
  const guarded = projections.find(({ guard }) => guard?.name === field);
  if (!guarded) throw new TypeError(`"${field}" guards nothing`);
  return own(guarded.projection.post);
}
