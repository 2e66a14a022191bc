import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { BackendError } from "../../../errors.js";
import type { CudaTensors } from "../cudaTensors.js";

const COMPARE: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
};

function stringsOf(backend: CudaTensors, x: TensorInfo): string[] {
  return backend_util.fromUint8ToStringArray(backend.readSync(x.dataId) as Uint8Array[]);
}

/** Strings stay on the host, and are compared there. */
export function compareStrings(backend: CudaTensors, name: string, a: TensorInfo, b: TensorInfo): TensorInfo {
  if (b.dtype !== "string") {
    throw new BackendError(`cuda, ${name}: found a tensor of string and one of ${b.dtype}, expected two of one dtype.`);
  }
  const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [left, right] = [a, b].map((x) => ({ values: stringsOf(backend, x), at: placeIn(x.shape, shape) }));
  const compare = COMPARE[name];
  const result = Uint8Array.from({ length: util.sizeFromShape(shape) }, (_, i) =>
    compare(left.values[left.at(i)], right.values[right.at(i)]) ? 1 : 0,
  );
  return backend.makeTensorInfo(shape, "bool", result);
}

/** The position of a broadcast tensor's value for element i. */
function placeIn(own: readonly number[], shape: readonly number[]): (i: number) => number {
  const strides = util.computeStrides([...own, 1]);
  const lead = shape.length - own.length;
  return (i) => {
    let [rest, at] = [i, 0];
    for (let axis = shape.length - 1; axis >= lead; axis--) {
      const k = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      if (own[axis - lead] !== 1) at += k * strides[axis - lead];
    }
    return at;
  };
}
