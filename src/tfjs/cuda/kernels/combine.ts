import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { CudaTensors } from "../cudaTensors.js";
import { storedType } from "../tensorData.js";

/** C expressions of two values, $0 and $1; for floats, and for whole numbers. */
export interface Binary {
  readonly float: string;
  readonly int: string;
  readonly gives?: "float32" | "bool";
}

/** The float expressions of an operation, by which operands have to be converted; each made once. */
const floats = new WeakMap<Binary, string[]>();

function floatText(operation: Binary, a: TensorInfo, b: TensorInfo): string {
  const texts = floats.get(operation) ?? [];
  floats.set(operation, texts);
  const which = (a.dtype === "float32" ? 0 : 1) + (b.dtype === "float32" ? 0 : 2);
  texts[which] ??= operation.float.replace(/\$\d/g, (operand) => asFloat(operand, operand === "$0" ? a : b));
  return texts[which];
}

/** @param gives the dtype of the result, if it differs from the first operand's */
export function binary(backend: CudaTensors, a: TensorInfo, b: TensorInfo, operation: Binary): TensorInfo {
  const { int, gives } = operation;
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const isFloat = a.dtype === "float32" || b.dtype === "float32";
  const result = gives ?? storedType(a.dtype);
  const text = isFloat ? floatText(operation, a, b) : int;
  return backend.elementwise(isFloat && result === "int32" ? `toInt(${text})` : text, [a, b], shape, result);
}

const asFloat = (operand: string, { dtype }: TensorInfo) => (dtype === "float32" ? operand : `(float)${operand}`);
