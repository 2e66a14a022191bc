import type { Changes } from "./changes.js";
import { magnitude } from "./nominal.js";
import type { Field } from "./program.js";
import { innerOf, largest, type Measured } from "./sizes.js";
import { incrementOf } from "./split.js";

/** The limit for values of ordinary size. */
export const FLUSH = 1e-12;
/** Values below this come from a model in other units, such as SI, or are products of small numbers. */
const SMALL = 1e-6;
/** Above the denormal 32-bit numbers, even after multiplication by a small factor. */
const LEAST = 1e-32;

/**
 * The distance below which decaying values are set to their target, because denormal numbers are slow. It is far below
 * anything that the network sets such values to, or adds to them.
 */
export function flushOf(measured: Measured): number {
  const deviations = [...measured.changes].flatMap(([field, change]) => deviationsOf(field, change, measured));
  const smallest = Math.min(...deviations.filter((x) => x > 0));
  return smallest < SMALL ? Math.max(LEAST, smallest * FLUSH) : FLUSH;
}

/** Deviations from a decaying field's target: its initial value, what it is set to, and what is added to it. */
function deviationsOf(field: Field, { update, decay, events, inputs }: Changes, { values, size }: Measured): number[] {
  if (!decay && !update) return [];
  const own = values.read(field, "element");
  const assigned = events.flatMap(innerOf).filter((value) => value !== own);
  return [
    Math.abs(largest(field) - (decay?.target ?? 0)),
    size({ kind: "read", field, at: "element" }),
    ...[...assigned, ...inputs].map((value) => magnitude(incrementOf(value, own, values) ?? value, size)),
  ];
}
