import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { CudaTensors } from "../cudaTensors.js";
import { storedType } from "../tensorData.js";

/** C expressions of two values, $0 and $1; for floats, and for whole numbers. */
export interface Binary {
  readonly float: string;
  readonly int: string;
  readonly gives?: "float32" | "bool";
}

/** @param gives the dtype of the result, if it differs from the first operand's */
export function binary(backend: CudaTensors, a: TensorInfo, b: TensorInfo, { float, int, gives }: Binary): TensorInfo {
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const isFloat = a.dtype === "float32" || b.dtype === "float32";
  const result = gives ?? storedType(a.dtype);
  const text = isFloat ? float.replace(/\$\d/g, (operand) => asFloat(operand, operand === "$0" ? a : b)) : int;
  return backend.elementwise(isFloat && result === "int32" ? `toInt(${text})` : text, [a, b], shape, result);
}

const asFloat = (operand: string, { dtype }: TensorInfo) => (dtype === "float32" ? operand : `(float)${operand}`);
