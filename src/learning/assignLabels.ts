import * as tf from "@tensorflow/tfjs-core";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { checkClasses } from "./classes.js";
import { columnOfLargest, oneHot, readLabels, readMatrix, type TensorInput } from "./tensors.js";

export interface ClassesOption {
  /** Number of classes; labels are 0 … classes − 1. */
  readonly classes: number;
}

export interface LabelAssignment {
  /** Class of each neuron, [neurons]; −1 for a neuron that never spiked. */
  readonly labels: Int32Array;
  /** Mean number of spikes of each neuron in a presentation of each class, [neurons, classes], row by row. */
  readonly rates: Float32Array;
}

/**
 * Gives each neuron the class to which it responds most: the class with its highest mean number of spikes per
 * presentation,
 *
 *   rates[j, c] = Σ counts[e, j] over the examples e of class c / number of these examples
 *
 * Of classes with equal rates the lowest is taken. A class without examples has the rate 0. Computed in float32, by
 * tensor operations on the active TensorFlow.js backend; as results are typed arrays, it must be one that hands out
 * values at once (all but webgpu). Where the matrix of all counts would be too large, {@link LabelVote} finds the same
 * from one example at a time.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param labels class of each example, [examples]
 * @throws InputError for labels that are no classes, negative or NaN counts, or shapes that do not fit
 * @see Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, "Training and classification"
 */
export function assignLabels(counts: TensorInput, labels: TensorInput, { classes }: ClassesOption): LabelAssignment {
  const where = "assignLabels";
  checkClasses(where, classes);
  return tf.tidy(() => {
    const truth = oneHot(readLabels(where, "labels", labels, classes), classes);
    const responses = readMatrix(where, "counts", counts, { rows: truth.shape[0] });
    const presentations = tf.maximum(tf.sum(truth, 0), 1);
    const rates = tf.div<tf.Tensor2D>(tf.matMul(responses, truth, true, false), presentations);
    const isSilent = tf.equal(tf.max(rates, 1), 0);
    const assigned = tf.where<tf.Tensor>(isSilent, tf.scalar(-1, "int32"), columnOfLargest(rates));
    return { labels: Int32Array.from(readAtOnce(where, assigned)), rates: Float32Array.from(readAtOnce(where, rates)) };
  });
}
