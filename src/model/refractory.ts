import { type Expr, namesIn } from "../equations/ast.js";
import { TIME_NAME } from "../equations/builtins.js";
import { ModelError } from "../errors.js";
import { sameDimension, TIME } from "../units/dimension.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import type { System } from "./system.js";
import { type Distribution, LONGEST_TIME, type ResolvedValue, resolveValue } from "./values.js";

/**
 * How long a neuron is refractory after a spike: for a time in ms (of all neurons or each), or while a condition holds.
 */
export type Refractoriness =
  | { readonly kind: "none" }
  | { readonly kind: "time"; readonly value: ResolvedValue["value"] }
  | { readonly kind: "condition"; readonly condition: Expr };

export function readRefractoriness(
  given: Quantity<"time"> | Distribution | string | undefined,
  system: System,
  where: string,
): Refractoriness {
  const place = `${where}, refractory`;
  if (given === undefined) return { kind: "none" };
  if (typeof given === "string") return { kind: "condition", condition: system.condition(given, "refractory") };
  const { value, dimension } = resolveValue(given, place);
  // A plain number, or a quantity in another unit.
  if (!sameDimension(dimension, TIME)) valueIn(place, given as Quantity<"time">, ms, "ms(2)");
  for (const time of extremes(value)) {
    if (time >= 0 && time <= LONGEST_TIME) continue;
    const expected = time < 0 ? "a period of at least 0 ms" : `a period of at most ${LONGEST_TIME} ms`;
    throw new ModelError(`${place}: found ${time} ms, expected ${expected}.`);
  }
  return value === 0 ? { kind: "none" } : { kind: "time", value };
}

/** The values to check; those from a normal distribution are checked when they are drawn. */
function extremes(value: ResolvedValue["value"]): Iterable<number> {
  if (typeof value === "number") return [value];
  if (value instanceof Float64Array) return value;
  return value.kind === "uniform" ? [value.a, value.b] : [value.a];
}

/** @throws ModelError for a condition that never ends, as all that it depends on is held while it is true */
export function checkEnds(refractory: Refractoriness, hold: readonly string[], system: System, where: string): void {
  if (refractory.kind !== "condition") return;
  const names = [...namesIn(refractory.condition)];
  const moving = names.filter(
    (n) => n === TIME_NAME || (system.states.includes(n) && !hold.includes(n)) || n.includes("("),
  );
  if (moving.length > 0) return;
  const shown = names.filter((n) => system.states.includes(n)).join(", ");
  throw new ModelError(
    `${where}, refractory: found a condition that depends on ${shown || "no variable"}${shown ? ", held fixed while it is true" : ""}, ` +
      `expected one that ends. ${shown ? `Remove ${shown} from "hold"` : 'Give a time such as ms(2), or a condition such as "v > 0 * mV"'}.`,
  );
}
