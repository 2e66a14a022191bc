import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";

/** A tensor, or what tfjs makes one of: nested arrays, typed arrays, an array of typed arrays. */
export type TensorInput = tf.Tensor | tf.TensorLike;

let isQuiet = false;

/**
 * At its first use tfjs's cpu backend recommends another package on the console, in the middle of a progress bar. So
 * its first use is here, where it takes itself to be in a browser. Not at import: a user may register another backend.
 */
function keepQuiet(): void {
  if (isQuiet) return;
  const backend = tf.backend();
  isQuiet = true;
  const isNode = tf.env().getBool("IS_NODE");
  tf.env().set("IS_NODE", false);
  backend.disposeData(backend.write(new Float32Array(1), [1], "float32"), true);
  tf.env().set("IS_NODE", isNode);
}

function toTensor(where: string, name: string, input: TensorInput): tf.Tensor {
  keepQuiet();
  let tensor: tf.Tensor;
  try {
    tensor = input instanceof tf.Tensor ? input : tf.tensor(input);
  } catch (error) {
    throw new InputError(
      `${where}, ${name}: ${error instanceof Error ? error.message : error}. Pass numbers or a tensor.`,
    );
  }
  if (tensor.dtype !== "float32" && tensor.dtype !== "int32") {
    throw new InputError(`${where}, ${name}: found values of type ${tensor.dtype}, expected numbers.`);
  }
  if (tensor.size === 0) throw new InputError(`${where}, ${name}: there are none, expected at least one.`);
  return tensor;
}

/**
 * A matrix of numbers from 0, such as spike counts [examples, neurons], as float32. One of its sizes is known, the
 * other follows; so a flat array will do, or a single row.
 */
export function readMatrix(
  where: string,
  name: string,
  input: TensorInput,
  size: { readonly rows: number } | { readonly columns: number },
): tf.Tensor2D {
  const tensor = toTensor(where, name, input);
  const [rows, columns, known] = "rows" in size ? [size.rows, -1, size.rows] : [-1, size.columns, size.columns];
  const fits =
    tensor.rank === 1 ? tensor.size % known === 0 : tensor.rank === 2 && tensor.shape["rows" in size ? 0 : 1] === known;
  if (!fits) {
    const expected = "rows" in size ? `[${known}, …]` : `[…, ${known}]`;
    throw new InputError(`${where}, ${name}: found the shape [${tensor.shape.join(", ")}], expected ${expected}.`);
  }
  const matrix = tf.cast(tf.reshape(tensor, [rows, columns]), "float32") as tf.Tensor2D;
  const [lowest] = readAtOnce(where, tf.min(matrix));
  const [sum] = readAtOnce(where, tf.sum(matrix));
  if (!(lowest >= 0 && Number.isFinite(sum))) {
    const found = Number.isFinite(sum) ? String(lowest) : "NaN or an infinite value";
    throw new InputError(`${where}, ${name}: found ${found}, expected numbers from 0.`);
  }
  return matrix;
}

/** Whole numbers from `least` to `classes` − 1, such as labels. */
export function readLabels(where: string, name: string, input: TensorInput, classes: number, least = 0): tf.Tensor1D {
  const tensor = toTensor(where, name, input);
  if (tensor.rank !== 1) {
    throw new InputError(`${where}, ${name}: found the shape [${tensor.shape.join(", ")}], expected one dimension.`);
  }
  const values = readAtOnce(where, tensor);
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= least && value < classes));
  if (wrong >= 0) {
    const range = Number.isFinite(classes) ? `from ${least} to ${classes - 1}` : `from ${least}`;
    throw new InputError(`${where}, ${name}[${wrong}]: found ${values[wrong]}, expected a whole number ${range}.`);
  }
  return tf.cast(tensor, "int32") as tf.Tensor1D;
}

/** One row for each label: 1 in the label's column, 0 elsewhere; a label of −1 gives zeros. [labels, classes] */
export function oneHot(labels: tf.Tensor1D, classes: number): tf.Tensor2D {
  // Asked for float32, tfjs's wasm backend writes whole numbers all the same.
  return tf.cast(tf.oneHot(labels, classes), "float32") as tf.Tensor2D;
}

/** Column of the largest value of each row, [rows]; of equal ones the first. */
export function columnOfLargest(rows: tf.Tensor2D): tf.Tensor1D {
  return tf.argMax<tf.Tensor1D>(rows, 1);
}
