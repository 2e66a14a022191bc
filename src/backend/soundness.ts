import { alwaysFinite } from "../program/finite.js";
import type { Field, Schedule } from "../program/program.js";
import type { Unsound } from "./backend.js";

/** Number of elements that are named for each field. */
const MOST = 4;

/** The fields that a schedule changes and whose values have to be checked after it has run. */
export function changedFields(schedule: Schedule): ReadonlySet<Field> {
  const { populations, projections } = schedule;
  const finite = alwaysFinite(schedule);
  const fields = [
    ...populations.flatMap((p) => [...p.next, ...p.reset]).map((a) => a.field),
    ...projections.flatMap((p) => p.loops.flatMap((l) => l.next)).map((a) => a.field),
    ...projections.flatMap(({ onPre, onPost }) =>
      [...onPre.synapse, ...onPre.row, ...onPost.synapse, ...onPost.column].map((a) => a.field),
    ),
    ...[...populations.flatMap((p) => p.drives), ...projections.flatMap((p) => p.transmit)].map((t) => t.target),
  ];
  // If a sum is infinite, its compensation is NaN; only the sum is reported.
  return new Set(fields.filter((f) => f.type === "float" && !f.compensates && !finite.has(f)));
}

/** Finds infinite and NaN values. */
export function unsoundAmong(field: string, values: Float32Array | Float64Array): Unsound | undefined {
  // x − x is 0 for finite x and NaN otherwise; so is the sum.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i];
  if (sum === 0) return undefined;
  const elements: number[] = [];
  for (let i = 0; i < values.length && elements.length < MOST; i++) if (!Number.isFinite(values[i])) elements.push(i);
  return { field, elements };
}
