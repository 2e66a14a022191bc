import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import type { Expr } from "../equations/ast.js";
import { ModelError } from "../errors.js";
import { checkRecord } from "./declared.js";
import type { System } from "./system.js";

/** What happens in a step in which a condition holds. */
export interface EventDeclaration<S extends string> {
  readonly condition: string;
  /** Assignments; all right sides read the values from before them. */
  readonly set: { readonly [N in S]?: string };
}

export interface OwnEvent {
  readonly name: string;
  readonly condition: Expr;
  readonly set: readonly { readonly state: string; readonly value: Expr }[];
}

const OPTIONS = optionsOf<EventDeclaration<string>>({ condition: true, set: true });

/** Reads a model's own events. Throws {@link ModelError} unless they are valid. */
export function readEvents(
  given: Readonly<Record<string, EventDeclaration<string>>>,
  system: System,
  where: string,
  known: (names: readonly string[], option: string) => readonly string[],
): readonly OwnEvent[] {
  const example = '{ condition: "v > 0 * mV", set: { v: "0 * mV" } }';
  checkRecord(`${where}, events`, given, `events by name, such as { cut: ${example} }`);
  return Object.entries(given).map(([name, event]) => {
    const place = `${where}, event "${name}"`;
    checkOptions(place, event, OPTIONS, { example, Problem: ModelError });
    checkRecord(`${place}, set`, event.set, 'assignments such as { v: "0 * mV" }');
    if (typeof event.condition !== "string") {
      throw new ModelError(
        `${place}: found the condition ${nameOf(event.condition)}, expected text such as "v > 0 * mV".`,
      );
    }
    known(Object.keys(event.set), `event "${name}"`);
    const set = Object.entries(event.set).flatMap(([state, text]) =>
      text === undefined ? [] : [{ state, value: system.assignment(state, text, `event "${name}", ${state}`) }],
    );
    return { name, condition: system.condition(event.condition, `event "${name}"`), set };
  });
}
