import type { Assignment, Field, Schedule } from "./program.js";
import { partsOf, type Value } from "./value.js";

/** Far below the largest 32-bit number, even after a few more sums. */
const LARGEST = 1e30;

/** Functions that return a finite result, no larger than their arguments, if these are finite. */
const KEEPING: readonly string[] = ["min", "max", "clip", "abs"];

/** Everything that a schedule assigns, by field. */
function assignmentsOf({ populations, projections }: Schedule): ReadonlyMap<Field, readonly Value[]> {
  const all: readonly Assignment[] = [
    ...populations.flatMap((p) => [...p.next, ...p.reset]),
    ...projections.flatMap((p) => p.loops.flatMap((loop) => loop.next)),
    ...projections.flatMap(({ onPre, onPost }) => [
      ...[...onPre.synapse, ...onPre.row],
      ...[...onPost.synapse, ...onPost.column],
    ]),
  ];
  const values = new Map<Field, Value[]>();
  for (const { field, value } of all) values.set(field, [...(values.get(field) ?? []), value]);
  return values;
}

/**
 * The fields that a schedule keeps finite in any case: those with finite bounds that are computed by sums and products
 * of such fields and numbers only. Clipped weights and the traces that change them are of this kind, so the largest
 * fields of a network need not be checked after each presentation.
 */
export function alwaysFinite(schedule: Schedule): ReadonlySet<Field> {
  const values = assignmentsOf(schedule);
  const read = [...partsOf([...values.values()].flat())].flatMap((part) => (part.kind === "read" ? [part.field] : []));
  const finite = new Set([...values.keys(), ...read].filter(({ bounds }) => bounds.every(Number.isFinite)));
  for (let changed = true; changed; ) {
    changed = false;
    for (const field of finite) {
      const stays = (values.get(field) ?? []).every((value) => size(value, finite, new Map()) <= LARGEST);
      if (!stays) changed = finite.delete(field) || changed;
    }
  }
  return finite;
}

/** The largest magnitude that a value and its parts can have; infinite if unknown. */
function size(value: Value, finite: ReadonlySet<Field>, known: Map<Value, number>): number {
  const before = known.get(value);
  if (before !== undefined) return before;
  const found = sizeOf(value, (part) => size(part, finite, known), finite);
  // Too large counts as infinite, also for the parts of what is clipped.
  const kept = found <= LARGEST ? found : Number.POSITIVE_INFINITY;
  known.set(value, kept);
  return kept;
}

function sizeOf(value: Value, of: (part: Value) => number, finite: ReadonlySet<Field>): number {
  switch (value.kind) {
    case "number":
      return Math.abs(value.value);
    case "read":
      return finite.has(value.field) ? Math.max(...value.field.bounds.map(Math.abs)) : Number.POSITIVE_INFINITY;
    case "unary":
      return value.op === "-" ? of(value.operand) : 1 + 0 * of(value.operand);
    case "binary": {
      const [left, right] = [of(value.left), of(value.right)];
      if (value.op === "+" || value.op === "-") return left + right;
      if (value.op === "*") return left * right;
      return Number.POSITIVE_INFINITY;
    }
    case "call": {
      const sizes = value.args.map(of);
      return KEEPING.includes(value.fn) ? Math.max(...sizes) : Number.POSITIVE_INFINITY;
    }
    default:
      return Number.POSITIVE_INFINITY;
  }
}
