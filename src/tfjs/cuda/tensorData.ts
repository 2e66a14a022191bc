import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../errors.js";
import type { Block } from "./memoryPool.js";

/** What the device stores of a dtype. */
export type StoredType = "float32" | "int32" | "bool";

/** @throws BackendError for a dtype that has no values of its own on the device */
export function storedType(dtype: DataType): StoredType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new BackendError(`cuda: found a tensor of ${dtype}, expected float32, int32 or bool.`);
}

/** In C. A truth value is a byte, as in TensorFlow.js. */
export const C_TYPE: Readonly<Record<StoredType, string>> = { float32: "float", int32: "int", bool: "unsigned char" };

export const BYTES: Readonly<Record<StoredType, number>> = { float32: 4, int32: 4, bool: 1 };

/** Values as they are on the host: numbers, or strings as their bytes. */
export type HostValues = backend_util.BackendValues;

/**
 * The values behind one or several tensors: on the host, on the device, or not computed yet, as an expression of other
 * values. Complex values are two tensors; strings stay on the host.
 */
export interface TensorData {
  readonly dtype: DataType;
  /** Numbers of values. */
  readonly size: number;
  /** Of tensors. */
  refCount: number;
  /** Of expressions that are not computed yet. */
  uses: number;
  host?: HostValues;
  block?: Block;
  pending?: Pending;
  complexTensorInfos?: { readonly real: TensorInfo; readonly imag: TensorInfo };
  /** Set while the memory belongs to somebody else, who is told when no tensor needs it any more. */
  release?: () => void;
}

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

/** Values as the array that their dtype has; the same array where it is that. */
export function typedArray(values: HostValues | ArrayBuffer, dtype: DataType): Float32Array | Int32Array | Uint8Array {
  const Type = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : Uint8Array;
  if (values instanceof Type) return values;
  if (values instanceof ArrayBuffer) return new Type(values);
  return Type.from(values as ArrayLike<number>);
}
