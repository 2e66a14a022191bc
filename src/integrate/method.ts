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

/** One step of a system of equations. */
export interface Step {
  /** Rates without white noise. */
  readonly odes: readonly Ode[];
  /** White-noise terms, for the state variables that have some. */
  readonly noise: ReadonlyMap<string, readonly NoiseTerm[]>;
  /** In ms. */
  readonly dt: number;
  /** The ranges of the parameters that have one value for each neuron; all others are numbers. */
  readonly arrays: ReadonlyMap<string, Interval>;
  /** Names whose values are constant within a step and differ from step to step. */
  readonly inputs: ReadonlySet<string>;
}

/** An integration method turns equations into an update for a step of `dt` ms. */
export interface Method {
  readonly name: MethodName;
  /** Order of convergence for smooth solutions. */
  readonly order: number;
  /**
   * Largest |slope|·dt for which a decaying linear equation does not grow: the left end of the region of absolute
   * stability on the real axis; infinite if the method is stable for every step.
   */
  readonly stabilityLimit: number;
  /** Why the method does not apply to these equations, or undefined if it does. */
  rejects(step: Step): string | undefined;
  update(step: Step): Update;
  /**
   * What white noise adds in a step, by variable. Names of noise stand for standard normal numbers drawn for each step.
   * Absent if the method cannot handle noise.
   */
  noise?(step: Step): ReadonlyMap<string, Expr>;
}

export type MethodName = "euler" | "exponentialEuler" | "exponentialMidpoint" | "exact" | "rk2" | "rk4";

/** The name of an intermediate value; the numbers of a step must be distinct. */
export const stageName = (stage: number, state: string): string => `k${stage}_${state}`;
