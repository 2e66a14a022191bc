import { type Expr, namesIn } from "../equations/ast.js";
import { derivative } from "../equations/derivative.js";
import { evaluate } from "../equations/evaluate.js";
import { bounds, type Interval } from "../equations/interval.js";
import { groups } from "./coupling.js";
import { spectralRadius } from "./matrix.js";
import { matrixExponential } from "./matrixExponential.js";
import type { Method, Ode, Step, Update } from "./method.js";

type Read = (name: string) => number;

/** Variables that depend on one another in a cycle, and that a method makes grow though the equations do not. */
export interface Growth {
  readonly variables: readonly string[];
  /** The factor by which the method multiplies a deviation in one step, and the factor of the equations. */
  readonly method: number;
  readonly equations: number;
  /** Whether this holds in every state, as the equations are linear. */
  readonly everywhere: boolean;
}

/** Growth in a step that is not taken for rounding. */
const TOLERANCE = 1e-6;

/**
 * Compares, in one state, what a step and what the equations do to small deviations: the spectral radius of the
 * update's Jacobian and that of e^{J·dt}, for each group of variables that depend on one another. Returns a group that
 * the method makes grow while the equations do not.
 */
export function growth({ odes, dt }: Step, update: Update, read: Read): Growth | undefined {
  const circles = groups(odes).filter((group) => group.length > 1);
  if (circles.length === 0) return undefined;
  const steps = updateJacobian(update, read);
  for (const group of circles) {
    const rates = odes.filter((o) => group.includes(o.state));
    const slopes = rates.map((o) => group.map((n) => derivative(o.rate, n)));
    const equations = spectralRadius(
      matrixExponential(slopes.map((row) => row.map((slope) => evaluate(slope, read) * dt))),
    );
    const method = spectralRadius(group.map((n) => group.map((other) => steps.get(n)?.get(other) ?? 0)));
    if (!(equations <= 1 + TOLERANCE / 10 && method > 1 + TOLERANCE)) continue;
    const states = new Set(odes.map((o) => o.state));
    const everywhere = slopes.flat().every((slope) => ![...namesIn(slope)].some((n) => states.has(n)));
    return { variables: group, method, equations, everywhere };
  }
  return undefined;
}

/** ∂next/∂state, through the intermediate values, by pairs of states. */
function updateJacobian({ locals, next }: Update, read: Read): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  const slopes = new Map(next.map(({ state }) => [state, new Map([[state, 1]])]));
  const at = (n: string) => values.get(n) ?? read(n);
  const chain = (expr: Expr): Map<string, number> => {
    const total = new Map<string, number>();
    for (const n of namesIn(expr)) {
      const inner = slopes.get(n);
      if (!inner) continue;
      const outer = evaluate(derivative(expr, n), at);
      for (const [state, slope] of inner) total.set(state, (total.get(state) ?? 0) + outer * slope);
    }
    return total;
  };
  for (const [local, value] of locals) {
    slopes.set(local, chain(value));
    values.set(local, evaluate(value, at));
  }
  return new Map(next.map(({ state, value }) => [state, chain(value)]));
}

/** ∂rate/∂x of a variable's own equation. */
export const ownSlope = ({ state, rate }: Ode): Expr => derivative(rate, state);

/** The steepest decay of a variable's own equation within ranges, in 1/ms; −∞ if unbounded. */
export function steepest(ode: Ode, range: (name: string) => Interval): number {
  const [low] = bounds(ownSlope(ode), range);
  return Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low;
}

/** Whether a method is stable for every variable, as far as its limit tells. */
export function withinLimit(method: Method, { odes, dt }: Step, range: (name: string) => Interval): boolean {
  return odes.every((ode) => -steepest(ode, range) * dt <= method.stabilityLimit);
}
