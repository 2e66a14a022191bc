import * as tf from "@tensorflow/tfjs-core";
import { gridSize, type WindowPattern } from "../../model/window.js";
import type { Value } from "../../program/value.js";
import type { Fields } from "./fields.js";
import { kernel, reshape } from "./kernels.js";

/** What spikes of a grid transmit through filters or a pool, [post]. */
export function transmitWindow(
  { kind, window }: WindowPattern,
  transmit: Value,
  spikes: Int32Array,
  fields: Fields,
): tf.Tensor {
  const grid = new Float32Array(gridSize(window.input));
  for (const neuron of spikes) grid[neuron] = 1;
  const x = tf.tensor4d(grid, [1, ...window.input]);
  const [size, stride] = [[...window.size] as [number, number], [...window.stride] as [number, number]];
  const { padding } = window;
  const pass = () => {
    if (kind === "maxPool") return tf.maxPool(x, size, stride, padding);
    if (kind === "avgPool") return tf.avgPool(x, size, stride, padding);
    if (transmit.kind !== "read") throw new TypeError("a convolution transmits its weights");
    return tf.conv2d(x, fields.value(transmit.field.name) as tf.Tensor4D, stride, padding);
  };
  const found = reshape(pass(), [gridSize(window.output)]);
  const isScaled = transmit.kind === "number" && transmit.value !== 1;
  const scale = isScaled && fields.constants.scalar(transmit.value);
  return scale ? kernel("Multiply", { a: found, b: scale }) : found;
}
