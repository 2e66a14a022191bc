import type { Expr } from "../equations/ast.js";
import type { Interval } from "../equations/interval.js";
import type { NoiseTerm } from "../equations/noise.js";

/** One ordinary differential equation, dx/dt = rate, with every subexpression and parameter substituted. */
export interface Ode {
  readonly state: string;
  readonly rate: Expr;
}

/** The difference equations of one step: intermediate values in order, then the next value of each state variable. */
export interface Update {
  readonly locals: readonly (readonly [name: string, value: Expr])[];
  readonly next: readonly { readonly state: string; readonly value: Expr }[];
}

/** A step of a system of equations. */
export interface Step {
  /** Rates without white noise. */
  readonly odes: readonly Ode[];
  /** Terms of white noise by state variable; only of those that have some. */
  readonly noise: ReadonlyMap<string, readonly NoiseTerm[]>;
  /** In ms. */
  readonly dt: number;
  /** The parameters that have one value for each neuron, from the smallest to the largest; all others are numbers. */
  readonly arrays: ReadonlyMap<string, Interval>;
  /** Names that stand for values which last for a step, and differ from step to step. */
  readonly inputs: ReadonlySet<string>;
}

/** An integration method turns equations into an update for a step of `dt` ms. */
export interface Method {
  readonly name: MethodName;
  /** Order of convergence for smooth solutions. */
  readonly order: number;
  /**
   * Largest |slope|·dt for which a decaying linear equation does not grow: the left end of the region of absolute
   * stability on the real axis; infinite where the method is stable for every step.
   */
  readonly stabilityLimit: number;
  /** Why the method does not apply to these equations, or undefined where it does. */
  rejects(step: Step): string | undefined;
  update(step: Step): Update;
  /**
   * What a step adds for white noise, of variables that have some: names of noise stand for standard normal numbers, which
   * are drawn for each step. Absent where the method has no way to.
   */
  noise?(step: Step): ReadonlyMap<string, Expr>;
}

export type MethodName = "euler" | "exponentialEuler" | "exponentialMidpoint" | "exact" | "rk2" | "rk4";

/** The name of an intermediate value: no two of a step may have the same number. */
export const stageName = (stage: number, state: string): string => `k${stage}_${state}`;
