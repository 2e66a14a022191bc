import type { Expr } from "../equations/ast.js";
import type { Field } from "./program.js";

/**
 * Parts of a program while it is being built. Expressions refer to fields by full name, `exc.v`; in a projection,
 * `pre.v` and `post.v` are those of the neurons at the two ends of the synapse. `resolve.ts` replaces names by fields.
 */
export type NamedField = Omit<Field, "bounds" | "shape"> & {
  /** Whether the user may write any value, so that it has no bounds. */
  readonly isAdjustable?: boolean;
  /** For a table with the values of a series. */
  readonly series?: SeriesShape;
};

/** The layout of a series, whose rows follow one another in time. */
export interface SeriesShape {
  /** The number of steps for which each row holds. */
  readonly every: number;
  readonly rows: number;
  /** Whether a row has a value for each neuron, or one for all. */
  readonly isSeveral: boolean;
}

export interface NamedAssignment {
  readonly field: string;
  readonly value: Expr;
}

export interface NamedDecay {
  readonly field: string;
  readonly factor: number;
  readonly target: number;
}

/** The stages of a method, each computed from fields and earlier stages. */
export type Locals = readonly (readonly [name: string, value: Expr])[];

/** An update: right sides read the values from before the step. */
export interface NamedUpdate {
  readonly locals: Locals;
  readonly next: readonly NamedAssignment[];
  readonly decays: readonly NamedDecay[];
}
