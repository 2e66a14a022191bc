import type { StoredType, TensorData } from "./tensorData.js";

/** A value that an expression reads, of the shape that it has there: it is broadcast to the expression's shape. */
export interface Operand {
  readonly data: TensorData;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
}

/** A number of the expression itself. */
export interface Constant {
  readonly value: number;
  readonly dtype: StoredType;
}

/**
 * Values that are an elementwise expression of others and have not been computed yet. Expressions of expressions become
 * one kernel when somebody needs their values.
 */
export interface Pending {
  /** In C, with $0, $1 … for the operands; every operand stands in parentheses or as a name. */
  readonly template: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly operands: readonly (Operand | Constant)[];
  /** Operations, counted as often as they occur. */
  readonly operations: number;
  /** Whether all operands are of this shape or single values, so that any shape of the same size will do. */
  readonly isFlat: boolean;
}

export const isConstant = (operand: Operand | Constant): operand is Constant => "value" in operand;

export const isSameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);
