import type { Changes } from "./changes.js";
import { isDrawn } from "./initial.js";
import { magnitude, nominal } from "./nominal.js";
import type { Field } from "./program.js";
import { initialOf, innerOf, type Measured, relaxation, SLOW } from "./sizes.js";
import { incrementOf } from "./split.js";
import { type Read, readsOf, type Value } from "./value.js";

/** Increments by events below this part of the value are small: they are rounded to one part in 1,000. */
const SMALL = 2 ** -14;
/** The same for a value that decays in a moving frame whose scale changes so fast that rounding has no bias. */
const SMALL_IN_FRAME = 2 ** -20;
/** A decay that is faster, to another value than 0, is kept in no moving frame. */
const SLOWEST_STEPWISE = 0.96;

/**
 * The fields that 32 bits are not enough for: slow drifts and relaxations, sums without end, and increments that are
 * small beside the value. Also what relaxes to a value other than 0, so that it comes to rest there exactly.
 *
 * How large values are is judged by bounds where the compiler has found some, else by initial values, by what events
 * assign and add, and by where variables relax to.
 */
export function losing(known: Measured): Losses {
  const found = new Set<Field>();
  const warnings: string[] = [];
  for (const [field, change] of known.changes) {
    if (field.type !== "float") continue;
    if (isLosing(field, change, known)) found.add(field);
    warnings.push(...unseen(field, change, known));
  }
  return { fields: found, warnings };
}

export interface Losses {
  readonly fields: ReadonlySet<Field>;
  /** For the user: changes that are lost, and that the compiler cannot take apart. */
  readonly warnings: readonly string[];
}

function isLosing(field: Field, change: Changes, known: Measured): boolean {
  const { update, decay, events, inputs } = change;
  const { values, size } = known;
  const own = values.read(field, "element");
  if (update && relaxation(field, update, values) < SLOW) return true;
  const increments = events.flatMap((value) =>
    innerOf(value).flatMap((inner) => incrementOf(inner, own, values) ?? []),
  );
  const isSet = events.some((value) =>
    innerOf(value).some((inner) => inner !== own && !incrementOf(inner, own, values)),
  );
  if (decay && decay.target !== 0 && (isSet || decay.factor <= SLOWEST_STEPWISE)) return true;
  const added = [...increments, ...inputs].filter((value) => value.kind !== "number" || value.value !== 0);
  const isBounded = update !== undefined || decay !== undefined || isSet || field.bounds.every(Number.isFinite);
  if (!isBounded) return !isCount(field, added);
  const isUnbiased = decay !== undefined && decay.factor < 1 - SLOW;
  const least = (isUnbiased ? SMALL_IN_FRAME : SMALL) * size({ kind: "read", field, at: "element" });
  return added.some((value) => magnitude(value, size) < least);
}

/** Assignments that change a field by little, but are no increment by their form. */
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
        `which 32 bits keep little, expected the form "${variable} + change", in which nothing is lost. Write it as a sum.`,
    ];
  });
}

/** Whether only whole numbers are added to whole numbers, which 32 bits hold up to 16,777,216. */
function isCount({ initial }: Field, added: readonly Value[]): boolean {
  const isWhole =
    typeof initial === "number" ? Number.isInteger(initial) : !isDrawn(initial) && initial.every(Number.isInteger);
  return isWhole && added.every((value) => value.kind === "number" && Number.isInteger(value.value));
}
