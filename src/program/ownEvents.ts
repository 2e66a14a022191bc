import { add, binary, call, type Expr, name, number, substitute, times } from "../equations/ast.js";
import type { NamedAssignment, NamedUpdate } from "./named.js";

/** An event of a population, with full names. */
interface NamedEvent {
  readonly condition: Expr;
  readonly set: readonly NamedAssignment[];
}

/**
 * Adds events to the state update: their conditions and right sides read the values after it. Held variables stay while
 * `left` is above 0. If several events of a step assign the same variable, the last one counts.
 */
export function withEvents(
  update: NamedUpdate,
  events: readonly NamedEvent[],
  { held, left }: { readonly held: ReadonlySet<string>; readonly left: string },
): NamedUpdate {
  if (events.length === 0) return update;
  const after = new Map<string, Expr>();
  for (const { field, value } of update.next) {
    const isHeld = binary(">", name(left), number(0));
    after.set(field, held.has(field) ? call("where", isHeld, name(field), value) : value);
  }
  for (const { field, factor, target } of update.decays) {
    after.set(field, add(number(target * (1 - factor)), times(number(factor), name(field))));
  }
  const later = (expr: Expr): Expr => substitute(expr, (n) => after.get(n));
  const changed = new Map<string, Expr>();
  for (const { condition, set } of events) {
    for (const { field, value } of set) {
      const before = changed.get(field) ?? after.get(field) ?? name(field);
      changed.set(field, call("where", later(condition), later(value), before));
    }
  }
  const others = update.next.filter((a) => !changed.has(a.field));
  return {
    locals: update.locals,
    next: [...others, ...[...changed].map(([field, value]) => ({ field, value }))],
    decays: update.decays.filter((d) => !changed.has(d.field)),
  };
}
