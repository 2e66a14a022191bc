import { add, binary, call, type Expr, name, number, substitute, times } from "../equations/ast.js";
import type { NamedAssignment, NamedUpdate } from "./named.js";

/** An event of a population, with full names. */
interface NamedEvent {
  readonly condition: Expr;
  readonly set: readonly NamedAssignment[];
}

/**
 * Adds events to the state update, whose results their conditions read. Where several hold in a step, their assignments
 * follow one another, and each event reads what those before it have set. Held variables stay while `left` is above 0.
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
  const updated = new Map(after);
  const changed = new Set<string>();
  for (const { condition, set } of events) {
    const isMet = substitute(condition, (n) => updated.get(n));
    const values = set.map(({ field, value }) => {
      const otherwise = after.get(field) ?? name(field);
      return [
        field,
        call(
          "where",
          isMet,
          substitute(value, (n) => after.get(n)),
          otherwise,
        ),
      ] as const;
    });
    for (const [field, value] of values) {
      after.set(field, value);
      changed.add(field);
    }
  }
  const others = update.next.filter((a) => !changed.has(a.field));
  return {
    locals: update.locals,
    next: [...others, ...[...changed].map((field) => ({ field, value: after.get(field) ?? name(field) }))],
    decays: update.decays.filter((d) => !changed.has(d.field)),
  };
}
