import { FASTEST_SLOW_DECAY } from "./assignments.js";
import type { Changes } from "./changes.js";
import { isDrawn } from "./initial.js";
import { magnitude, nominal } from "./nominal.js";
import type { Field } from "./program.js";
import { initialOf, innerOf, type Measured, relaxation, SLOW } from "./sizes.js";
import { incrementOf } from "./split.js";
import { type Read, readsOf, type Value } from "./value.js";

/** Increments by events are small below this fraction of the value: 32 bits round them to one part in 1,000. */
const SMALL = 2 ** -14;
/** The same for a value that decays in a moving frame whose scale changes so fast that rounding is unbiased. */
const SMALL_IN_FRAME = 2 ** -20;

/**
 * The fields for which 32 bits are not enough: slow drifts and relaxations, unbounded sums, and increments that are
 * small relative to the value. Also fields that relax to a value other than 0, so that they reach it exactly.
 *
 * How large values are is estimated from the bounds that the compiler has found, otherwise from initial values, from
 * what events assign and add, and from where variables relax to.
 */
export function losing(known: Measured): Losses {
  const [fields, ofInputs] = [new Set<Field>(), new Set<Field>()];
  const warnings: string[] = [];
  for (const [field, change] of known.changes) {
    if (field.type !== "float") continue;
    const misses = missesItsTarget(field, change, known);
    const isAdding = losesWhatIsAdded(field, change, known, misses);
    if (isAdding) ofInputs.add(field);
    if (isAdding || misses) fields.add(field);
    warnings.push(...unseen(field, change, known));
  }
  return { fields, ofInputs, warnings };
}

export interface Losses {
  readonly fields: ReadonlySet<Field>;
  /** Those of them that would also lose what arriving spikes add. */
  readonly ofInputs: ReadonlySet<Field>;
  /** Warnings for the user: changes that are lost and that the compiler cannot compensate. */
  readonly warnings: readonly string[];
}

/** Whether an event sets the field to a value that is not its own plus something. */
const isSet = (field: Field, { events }: Changes, { values }: Measured): boolean => {
  const own = values.read(field, "element");
  return events.some((value) => innerOf(value).some((inner) => inner !== own && !incrementOf(inner, own, values)));
};

/** Whether a field decays to a value other than 0, which rounding would let it miss by a little. */
function missesItsTarget(field: Field, change: Changes, known: Measured): boolean {
  const { decay } = change;
  if (!decay || decay.target === 0) return false;
  return isSet(field, change, known) || decay.factor <= FASTEST_SLOW_DECAY;
}

/**
 * Whether changes are so slow or so small, or add up for so long, that rounding matters.
 * @param misses whether the field misses the target of its decay, which then becomes an update of every step
 */
function losesWhatIsAdded(field: Field, change: Changes, known: Measured, misses: boolean): boolean {
  const { update, decay, events, inputs } = change;
  const { values, size } = known;
  const own = values.read(field, "element");
  if (update && relaxation(field, update, values) < SLOW) return true;
  const isQuick = decay !== undefined && decay.factor < 1 - SLOW;
  if (misses && !isQuick) return true;
  const increments = events.flatMap((value) =>
    innerOf(value).flatMap((inner) => incrementOf(inner, own, values) ?? []),
  );
  const added = [...increments, ...inputs].filter((value) => value.kind !== "number" || value.value !== 0);
  const isBounded =
    update !== undefined || decay !== undefined || isSet(field, change, known) || field.bounds.every(Number.isFinite);
  if (!isBounded) return !isCount(field, added);
  const least = (isQuick && !misses ? SMALL_IN_FRAME : SMALL) * size({ kind: "read", field, at: "element" });
  return added.some((value) => magnitude(value, size) < least);
}

/** Assignments that change a field by little, but do not have the form of an increment. */
function unseen(field: Field, { update, events }: Changes, { values, size }: Measured): string[] {
  const own = values.read(field, "element");
  const at = size({ kind: "read", field, at: "element" });
  return [...events, ...(update ? [update] : [])].flatMap(innerOf).flatMap((value) => {
    if (value === own || incrementOf(value, own, values) || !readsOf([value]).includes(own as Read)) return [];
    const next = (x: number) => nominal(value, (r) => (r === own ? x : initialOf(r.field, 0)));
    const change = Math.abs(next(at) - at);
    const isNear = Math.abs((next(at * 1.001) - next(at)) / (0.001 * at) - 1) < SLOW;
    if (!isNear || !(change > 0 && change < SMALL * at)) return [];
    const variable = field.name.slice(field.name.indexOf(".") + 1);
    return [
      `"${field.name}": found an assignment that changes it by about ${change.toPrecision(2)} from ${at.toPrecision(2)}, of ` +
        `which 32 bits lose much, expected the form "${variable} + change", which loses nothing. Write it as a sum.`,
    ];
  });
}

/** Whether only whole numbers are added to whole numbers, which 32 bits represent exactly up to 16,777,216. */
function isCount({ initial }: Field, added: readonly Value[]): boolean {
  const isWhole =
    typeof initial === "number" ? Number.isInteger(initial) : !isDrawn(initial) && initial.every(Number.isInteger);
  return isWhole && added.every((value) => value.kind === "number" && Number.isInteger(value.value));
}
