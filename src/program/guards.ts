import { type Expr, number, substitute } from "../equations/ast.js";
import type { Interval } from "../equations/interval.js";
import { simplify } from "../equations/simplify.js";
import type { Assignment, Program, ProjectionStep, Schedule } from "./program.js";

/**
 * A column field that decays to 0 and at whose 0 the synapse-level assignments of `onPre` change nothing: a backend may
 * then visit only the columns where it is not 0. Null where there is none.
 */
export function onPreGuard(program: Program, schedule: Schedule, step: ProjectionStep): string | null {
  const assignments = step.onPre.filter((a) => levelOf(program, a.field) === "synapse");
  if (assignments.length === 0) return null;
  const range = (name: string): Interval =>
    program.fields.get(name)?.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const candidates = schedule.decays.filter((d) => d.target === 0 && levelOf(program, d.field) === "column");
  const guard = candidates.find(({ field }) => assignments.every((a) => isIdentityAtZero(a, field, range)));
  return guard?.field ?? null;
}

function isIdentityAtZero({ field, value }: Assignment, zero: string, range: (name: string) => Interval): boolean {
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

/** The level of the domain that a field belongs to. */
export function levelOf(program: Pick<Program, "fields" | "domains">, field: string): string {
  const domain = program.fields.get(field)?.domain;
  const level = domain === undefined ? undefined : program.domains.get(domain)?.level;
  if (level === undefined) throw new TypeError(`no field "${field}" in the program`);
  return level;
}
