import { children, type Expr } from "../equations/ast.js";
import { bounds, type Interval } from "../equations/interval.js";
import { drawnRange } from "../random/drawn.js";
import { isDrawn } from "./initial.js";
import type { NamedAssignment, NamedDecay, NamedField } from "./named.js";

/**
 * Finds bounds that every step keeps, by induction. Starts from the hypothesis that a field that starts at 0 or above
 * stays there, and that a field that is clipped at a constant stays below it; drops what some assignment, decay or
 * other change could violate, until the rest holds. Nothing is assumed of `free` fields, which are written or added to
 * in other ways. `scaled` fields are scaled between presentations, up to their upper bound, which therefore must come
 * from clipping.
 */
export function invariants(
  fields: Iterable<NamedField>,
  assignments: readonly NamedAssignment[],
  decays: readonly NamedDecay[],
  options: { readonly free: ReadonlySet<string>; readonly scaled: ReadonlySet<string> },
): ReadonlyMap<string, Interval> {
  const held = new Map<string, [number, number]>();
  for (const field of fields) {
    const [low, high] = extent(field.initial);
    const caps = assignments.filter((a) => a.field === field.name).map((a) => cap(a.value));
    if (field.isAdjustable) continue;
    const isUncapped = options.free.has(field.name) || (options.scaled.has(field.name) && caps.length === 0);
    held.set(field.name, [
      options.free.has(field.name) || low < 0 ? Number.NEGATIVE_INFINITY : 0,
      isUncapped ? Number.POSITIVE_INFINITY : Math.max(high, ...caps),
    ]);
  }
  const range = (name: string): Interval => held.get(name) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const widen = (name: string, [low, high]: Interval): boolean => {
    const current = held.get(name);
    if (!current) return false;
    // Negated comparisons hold for NaN too, which has no bounds. Each end breaks at most once, so the search ends.
    const breaksLow = Number.isFinite(current[0]) && !(low >= current[0]);
    const breaksHigh = Number.isFinite(current[1]) && !(high <= current[1]);
    if (breaksLow) current[0] = Number.NEGATIVE_INFINITY;
    if (breaksHigh) current[1] = Number.POSITIVE_INFINITY;
    return breaksLow || breaksHigh;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const { field, value } of assignments) changed = widen(field, bounds(value, range)) || changed;
    for (const { field, target } of decays) changed = widen(field, [target, target]) || changed;
  }
  return held;
}

function extent(initial: NamedField["initial"]): readonly [number, number] {
  if (typeof initial === "number") return [initial, initial];
  if (isDrawn(initial)) return drawnRange(initial);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of initial) [low, high] = [Math.min(low, x), Math.max(high, x)];
  return [low, high];
}

/** The constant at which `min` or `clip` cuts an expression off, or its own value. */
function cap(expr: Expr): number {
  if (expr.kind === "number") return expr.value;
  if (expr.kind !== "call" || (expr.fn !== "min" && expr.fn !== "clip")) return Number.POSITIVE_INFINITY;
  const constants = children(expr).flatMap((arg) => (arg.kind === "number" ? [arg.value] : []));
  return expr.fn === "clip" ? (constants.at(-1) ?? Number.POSITIVE_INFINITY) : Math.min(...constants);
}
