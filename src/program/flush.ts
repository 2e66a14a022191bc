import type { Changes } from "./changes.js";
import { magnitude } from "./nominal.js";
import type { Field } from "./program.js";
import { innerOf, largest, type Measured } from "./sizes.js";
import { incrementOf } from "./split.js";

/** Where values are of the usual size. */
export const FLUSH = 1e-12;
/** What is set or added below this is that of a model in other units, such as SI, or a product of small numbers. */
const SMALL = 1e-6;
/** Above the denormal numbers of 32 bits, also after a product with a small factor. */
const LEAST = 1e-32;

/**
 * Values nearer than this to where they decay to are set to it, because denormal numbers are slow: far below anything
 * that the network sets such values to, or adds to them.
 */
export function flushOf(measured: Measured): number {
  const deviations = [...measured.changes].flatMap(([field, change]) => deviationsOf(field, change, measured));
  const smallest = Math.min(...deviations.filter((x) => x > 0));
  return smallest < SMALL ? Math.max(LEAST, smallest * FLUSH) : FLUSH;
}

/** How far from its target a decaying field starts, is set, and is moved by what is added to it. */
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
