import * as tf from "@tensorflow/tfjs-core";

/** A tensor, or one number for all elements. */
export type Value = tf.Tensor | number;

/** Runs a TensorFlow.js kernel by name, without the argument checks of `tf.add` and the like. */
export function kernel(name: string, inputs: Record<string, tf.Tensor>, attributes: tf.NamedAttrMap = {}): tf.Tensor {
  return tf.engine().runKernel<tf.Tensor>(name, inputs, attributes);
}

export const indices = (values: Int32Array): tf.Tensor1D => tf.tensor1d(values, "int32");

/** Indices in the form that scatter kernels require: [count, rank]. */
export const places = (values: Int32Array, rank = 1): tf.Tensor2D =>
  tf.tensor2d(values, [values.length / rank, rank], "int32");

/** The slices of `x` at `at`, along an axis. */
export const gather = (x: tf.Tensor, at: tf.Tensor, axis = 0): tf.Tensor =>
  kernel("GatherV2", { x, indices: at }, { axis, batchDims: 0 });

/** `x` with the slices at `at`, [count, rank], replaced. */
export function scatter(x: tf.Tensor, at: tf.Tensor2D, updates: tf.Tensor): tf.Tensor {
  // TensorFlow.js's `cpu` writes into its input, which others may hold.
  const tensor = tf.getBackend() === "cpu" ? kernel("Tile", { x }, { reps: x.shape.map(() => 1) }) : x;
  return kernel("TensorScatterUpdate", { tensor, indices: at, updates });
}

/** Zeros of a shape, with each update added at its index. */
export const scatterSum = (at: tf.Tensor2D, updates: tf.Tensor, shape: number[]): tf.Tensor =>
  kernel("ScatterNd", { indices: at, updates }, { shape });

export const sumOverRows = (x: tf.Tensor): tf.Tensor => kernel("Sum", { x }, { axis: [0], keepDims: false });

export const reshape = (x: tf.Tensor, shape: number[]): tf.Tensor => kernel("Reshape", { x }, { shape });

const isShape = (x: tf.Tensor, shape: readonly number[]) =>
  x.shape.length === shape.length && x.shape.every((size, i) => size === shape[i]);

/** Uploaded rather than computed, which needs no kernel. */
const filled = (value: number, shape: number[]): tf.Tensor =>
  tf.tensor(new Float32Array(tf.util.sizeFromShape(shape)).fill(value), shape, "float32");

/** A value as a tensor of the shape. */
export function spread(value: Value, shape: number[]): tf.Tensor {
  if (typeof value === "number") return filled(value, shape);
  return isShape(value, shape) ? value : tf.broadcastTo(value, shape);
}

/** A tensor's values: synchronously if the backend can, otherwise when the device is ready. Must not be modified. */
export function download(x: tf.Tensor): tf.TypedArray | Promise<tf.TypedArray> {
  return tf.getBackend() === "webgpu" ? x.data<"float32">() : x.dataSync<"float32">();
}

/** Numbers as kept scalars, each made once. */
export class Constants {
  private readonly scalars = new Map<number, tf.Scalar>();
  private readonly filled = new Map<string, tf.Tensor>();

  scalar(value: number): tf.Scalar {
    return remembered(this.scalars, value, () => tf.keep(tf.scalar(value)));
  }

  /** Only for a small number of shapes. */
  full(value: number, shape: number[]): tf.Tensor {
    return remembered(this.filled, `${value} ${shape.join(" ")}`, () => tf.keep(filled(value, shape)));
  }

  dispose(): void {
    for (const tensor of [...this.scalars.values(), ...this.filled.values()]) tensor.dispose();
  }
}

/** The value of a key, made if it is missing. */
export function remembered<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
