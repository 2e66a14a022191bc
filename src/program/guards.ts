import { type Expr, number, substitute } from "../equations/ast.js";
import type { Interval } from "../equations/interval.js";
import { simplify } from "../equations/simplify.js";
import type { NamedAssignment } from "./named.js";

/**
 * Of some names of traces that decay to 0, the first at whose 0 the assignments change nothing: a backend may then visit
 * only the elements where it is not 0. Undefined where there is none, and where nothing is assigned.
 */
export function guardOf(
  assignments: readonly NamedAssignment[],
  candidates: readonly string[],
  range: (name: string) => Interval,
): string | undefined {
  if (assignments.length === 0) return undefined;
  return candidates.find((zero) => assignments.every((a) => isIdentityAtZero(a, zero, range)));
}

function isIdentityAtZero({ field, value }: NamedAssignment, zero: string, range: (name: string) => Interval): boolean {
  const rest = simplify(substitute(value, (n) => (n === zero ? number(0) : undefined)));
  return isOwnValue(rest, field, range(field));
}

/** Whether an expression is the field itself, or the field cut off at bounds that it keeps anyway. */
function isOwnValue(expr: Expr, field: string, [low, high]: Interval): boolean {
  if (expr.kind === "name") return expr.name === field;
  if (expr.kind !== "call") return false;
  const own = expr.args.some((arg) => isOwnValue(arg, field, [low, high]));
  const limits = expr.args.flatMap((arg) => (arg.kind === "number" ? [arg.value] : []));
  switch (expr.fn) {
    case "max":
      return own && limits.length === 1 && low >= limits[0];
    case "min":
      return own && limits.length === 1 && high <= limits[0];
    case "clip":
      return (
        isOwnValue(expr.args[0], field, [low, high]) && limits.length === 2 && low >= limits[0] && high <= limits[1]
      );
    default:
      return false;
  }
}
