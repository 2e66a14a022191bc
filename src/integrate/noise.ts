import { add, call, type Expr, name, number, times } from "../equations/ast.js";
import { phi1 } from "../equations/functions.js";
import type { Step, Update } from "./method.js";

/**
 * White noise of a step by the Euler–Maruyama method, in the Itô sense: the amplitudes at its start times a standard
 * deviation of √dt, or of `deviation(state)`.
 * @see Maruyama (1955); Kloeden & Platen (1992), section 10.2
 */
export function noiseOf({ noise, dt }: Step, deviation?: (state: string) => Expr): ReadonlyMap<string, Expr> {
  return new Map(
    [...noise].map(([state, terms]) => {
      const spread = deviation ? deviation(state) : number(Math.sqrt(dt));
      const parts = terms.map(({ source, amplitude }) => times(times(spread, amplitude), name(source)));
      return [state, parts.reduce((sum, part) => add(sum, part))];
    }),
  );
}

/**
 * The standard deviation that noise of amplitude 1 leaves after a step in which deviations decay with slope b:
 * √(dt·φ₁(2·b·dt)), as the variance is ∫ e^(2·b·s) ds over the step. For b = 0 it is √dt.
 */
export function decayedDeviation(slope: Expr, dt: number): Expr {
  if (slope.kind === "number") return number(Math.sqrt(dt * phi1(2 * slope.value * dt)));
  return call("sqrt", times(number(dt), call("phi1", times(number(2 * dt), slope))));
}

/** Whether one noise source drives several variables. */
export function isShared({ noise }: Step): boolean {
  const sources = [...noise.values()].flatMap((terms) => [...new Set(terms.map((t) => t.source))]);
  return new Set(sources).size < sources.length;
}

/** An update with the method's noise. */
export function withNoise({ locals, next }: Update, noise: ReadonlyMap<string, Expr>): Update {
  const added = (state: string, value: Expr): Expr => {
    const term = noise.get(state);
    return term ? add(value, term) : value;
  };
  return { locals, next: next.map(({ state, value }) => ({ state, value: added(state, value) })) };
}
