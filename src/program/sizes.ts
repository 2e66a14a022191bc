import { drawnArray, drawnRange } from "../random/drawn.js";
import { type Changes, changesOf, type Steps } from "./changes.js";
import { isDrawn } from "./initial.js";
import { magnitude, nominal } from "./nominal.js";
import type { Field } from "./program.js";
import { incrementOf } from "./split.js";
import { type Read, readsOf, type Value, type Values } from "./value.js";

/**
 * A relaxation is slow if it takes more steps than 1 / SLOW. The change in a step is then rounded by 32 bits to about
 * 2⁻²⁴ / SLOW of itself, one part in 32,000, and so is where the variable comes to rest.
 */
export const SLOW = 2 ** -9;
/** Number of elements of a field whose time constants are examined. */
const MOST_ELEMENTS = 2000;

/** What `clip`, `min` or `max` cut off, and what `where` chooses from. */
export function innerOf(value: Value): readonly Value[] {
  if (value.kind !== "call") return [value];
  if (value.fn === "where") return value.args.slice(1).flatMap(innerOf);
  if (value.fn === "clip") return innerOf(value.args[0]);
  if (value.fn !== "min" && value.fn !== "max") return [value];
  return value.args.filter((arg) => arg.kind !== "number").flatMap(innerOf);
}

/**
 * The smallest fraction of its distance by which a variable relaxes in a step, at the initial state; 0 for a mere sum.
 */
export function relaxation(field: Field, update: Value, values: Values): number {
  const own = values.read(field, "element");
  const count = Math.min(field.domain.size, MOST_ELEMENTS);
  const isVaried = readsOf([update]).some((r) => typeof r.field.initial !== "number");
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const element = Math.floor((i * field.domain.size) / count);
    const at = initialOf(field, element);
    const step = Math.max(1e-3 * Math.abs(at), 1e-3 * largest(field)) || 1e-3;
    const next = (x: number) => nominal(update, (r) => (r === own ? x : initialOf(r.field, element)));
    const found = Math.abs((next(at + step) - next(at)) / step - 1);
    if (found < least) least = found;
    if (!isVaried) break;
  }
  return least;
}

/** Number of drawn elements that are examined. */
const SAMPLE = 16;

export function initialOf({ initial }: Field, element: number): number {
  if (typeof initial === "number") return initial;
  const values = isDrawn(initial) ? drawnArray(initial, SAMPLE) : initial;
  return values[element % values.length];
}

export function largest({ initial, bounds }: Field): number {
  if (bounds.every(Number.isFinite)) return Math.max(...bounds.map(Math.abs));
  if (typeof initial === "number") return Math.abs(initial);
  if (isDrawn(initial)) return Math.max(...drawnRange(initial).map(Math.abs));
  return initial.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** What changes each field, and how large its values become, approximately. */
export interface Measured {
  readonly values: Values;
  readonly changes: ReadonlyMap<Field, Changes>;
  readonly size: (read: Read) => number;
}

/** Measures fields by what changes them. Repeated, as what is added to one trace may depend on another. */
export function measure(steps: Steps, values: Values): Measured {
  const changes = changesOf(steps);
  const sizes = new Map([...changes.keys()].map((field) => [field, largest(field)]));
  const size = ({ field }: Read) => sizes.get(field) ?? largest(field);
  const relaxed = new Map([...changes].map(([field, change]) => [field, restOf(field, change, values)]));
  for (let round = 0; round < 3; round++) {
    for (const [field, { decay, events, inputs }] of changes) {
      if (field.bounds.every(Number.isFinite)) continue;
      const own = values.read(field, "element");
      const found = [...events.flatMap(innerOf), ...inputs].map((value) =>
        magnitude(incrementOf(value, own, values) ?? value, size),
      );
      if (decay) found.push(Math.abs(decay.target));
      found.push(relaxed.get(field) ?? 0);
      const finite = found.filter(Number.isFinite);
      sizes.set(field, Math.max(size({ kind: "read", field, at: "element" }), ...finite));
    }
  }
  return { values, changes, size };
}

/** The value to which an update takes an undisturbed field, from the initial state; 0 if that takes very long. */
function restOf(field: Field, { update }: Changes, values: Values): number {
  if (!update || field.bounds.every(Number.isFinite)) return 0;
  const own = values.read(field, "element");
  const speed = relaxation(field, update, values);
  const drive = nominal(incrementOf(update, own, values) ?? update, (r) => (r === own ? 0 : initialOf(r.field, 0)));
  return speed >= SLOW ? Math.abs(drive) / speed : 0;
}
