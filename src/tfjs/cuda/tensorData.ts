import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { BackendError } from "../../errors.js";
import type { Block } from "./memoryPool.js";

/** The types stored on the device. */
export type StoredType = "float32" | "int32" | "bool";

/** @throws BackendError for a dtype that is not stored on the device */
export function storedType(dtype: DataType): StoredType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new BackendError(`cuda: found a tensor of ${dtype}, expected float32, int32 or bool.`);
}

/** Types in C. A boolean is a byte, as in TensorFlow.js. */
export const C_TYPE: Readonly<Record<StoredType, string>> = { float32: "float", int32: "int", bool: "unsigned char" };

export const BYTES: Readonly<Record<StoredType, number>> = { float32: 4, int32: 4, bool: 1 };

/** Values on the host: numbers, or strings as bytes. */
export type HostValues = backend_util.BackendValues;

/**
 * The values behind one or several tensors: on the host, on the device, or not computed yet, as an expression of other
 * values. Complex values are two tensors; strings stay on the host.
 */
export interface TensorData {
  readonly dtype: DataType;
  /** Number of values. */
  readonly size: number;
  /** Number of tensors. */
  refCount: number;
  /** Number of expressions that have not been computed yet. */
  uses: number;
  host?: HostValues;
  block?: Block;
  pending?: Pending;
  complexTensorInfos?: { readonly real: TensorInfo; readonly imag: TensorInfo };
  /** Set while the memory belongs to someone else, who is notified when no tensor needs it anymore. */
  release?: () => void;
}

/** A value that an expression reads, with its shape there: it is broadcast to the expression's shape. */
export interface Operand {
  readonly data: TensorData;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
}

/** A constant in the expression. */
export interface Constant {
  readonly value: number;
  readonly dtype: StoredType;
}

/**
 * Values that are an elementwise expression of others and have not been computed yet. Nested expressions become one
 * kernel when their values are needed.
 */
export interface Pending {
  /** In C, with $0, $1 … for the operands; every operand is in parentheses or a name. */
  readonly template: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly operands: readonly (Operand | Constant)[];
  /** Number of operations, counted as often as they occur. */
  readonly operations: number;
  /** Whether all operands have this shape or are single values, so that any shape of the same size will do. */
  readonly isFlat: boolean;
}

export const isConstant = (operand: Operand | Constant): operand is Constant => "value" in operand;

export const isSameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

/** Values as the array type of their dtype; the same array if possible. */
export function typedArray(values: HostValues | ArrayBuffer, dtype: DataType): Float32Array | Int32Array | Uint8Array {
  const Type = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : Uint8Array;
  if (values instanceof Type) return values;
  if (values instanceof ArrayBuffer) return new Type(values);
  return Type.from(values as ArrayLike<number>);
}
