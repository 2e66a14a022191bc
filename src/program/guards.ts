import { type Expr, number, substitute } from "../equations/ast.js";
import type { Interval } from "../equations/interval.js";
import { simplify } from "../equations/simplify.js";
import type { NamedAssignment } from "./named.js";

/**
 * The first of the given traces, which decay to 0, for which the assignments change nothing while it is 0, so that a
 * backend may visit only elements where it is not 0. Undefined if there is none, or if nothing is assigned.
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

/** Whether an expression is the field itself, or the field clipped at bounds that it keeps anyway. */
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
