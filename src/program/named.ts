import type { Expr } from "../equations/ast.js";
import type { Field } from "./program.js";

/**
 * Parts of a program while it is being made: expressions name fields by their full name, `exc.v`; in those of a
 * projection, `pre.v` and `post.v` are the neurons' at the two ends of the synapse. `resolve.ts` puts fields in place
 * of names.
 */
export type NamedField = Omit<Field, "bounds" | "shape"> & {
  /** Whether it can be written with whatever a user likes, so that it has no bounds. */
  readonly isAdjustable?: boolean;
  /** Of a table with the values of a series. */
  readonly series?: SeriesShape;
};

/** Rows of a series that follow one another in time. */
export interface SeriesShape {
  /** Steps for which each of them holds. */
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

/** The stages of a method, each made of fields and earlier ones. */
export type Locals = readonly (readonly [name: string, value: Expr])[];

/** An update: right sides read the values from before the step. */
export interface NamedUpdate {
  readonly locals: Locals;
  readonly next: readonly NamedAssignment[];
  readonly decays: readonly NamedDecay[];
}
