import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { Block } from "./memoryPool.js";
import type { Pending } from "./pending.js";

/** What the device stores of a dtype. */
export type StoredType = "float32" | "int32" | "bool";

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
