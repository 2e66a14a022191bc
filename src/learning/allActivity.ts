import * as tf from "@tensorflow/tfjs-core";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import type { ClassesOption } from "./assignLabels.js";
import { checkClasses } from "./classes.js";
import { columnOfLargest, oneHot, readLabels, readMatrix, type TensorInput } from "./tensors.js";

/**
 * The class whose neurons spiked most, on average over the neurons that are assigned to it:
 *
 *   vote[e, c] = Σ counts[e, j] over the neurons j of class c / number of these neurons
 *
 * Of classes with equal votes the lowest is answered, so class 0 where nothing spiked. A class without neurons has the
 * vote 0. Computed as {@link assignLabels} is.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param assignments class of each neuron, [neurons], −1 for a neuron without one
 * @returns the answered class of each example, [examples]
 * @throws InputError for assignments that are no classes, negative or NaN counts, or shapes that do not fit
 * @see Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, "Training and classification"
 */
export function allActivity(counts: TensorInput, assignments: TensorInput, { classes }: ClassesOption): Int32Array {
  const where = "allActivity";
  checkClasses(where, classes);
  return tf.tidy(() => {
    const members = oneHot(readLabels(where, "assignments", assignments, classes, -1), classes);
    const responses = readMatrix(where, "counts", counts, { columns: members.shape[0] });
    const sizes = tf.maximum(tf.sum(members, 0), 1);
    const votes = tf.div<tf.Tensor2D>(tf.matMul(responses, members), sizes);
    return Int32Array.from(readAtOnce(where, columnOfLargest(votes)));
  });
}
