import * as tf from "@tensorflow/tfjs-core";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import type { ClassesOption } from "./assignLabels.js";
import { checkClasses } from "./classes.js";
import { columnOfLargest, readMatrix, type TensorInput } from "./tensors.js";

/**
 * The class for which the neurons speak together, each spike divided among the classes in the proportions in which its
 * neuron responded to them:
 *
 *   vote[e, c] = Σⱼ counts[e, j] · rates[j, c] / Σₖ rates[j, k]
 *
 * Of classes with equal votes the lowest is answered, so class 0 where nothing spiked. A neuron without rates has no
 * vote. Computed as {@link assignLabels} is.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param rates mean spikes of each neuron for each class, [neurons, classes] or flat
 * @returns the answered class of each example, [examples]
 * @throws InputError for negative or NaN values, or shapes that do not fit
 * @see Hazan, Saunders, Sanghavi, Siegelmann & Kozma (2018), doi:10.1109/IJCNN.2018.8489673
 */
export function proportionWeighted(counts: TensorInput, rates: TensorInput, { classes }: ClassesOption): Int32Array {
  const where = "proportionWeighted";
  checkClasses(where, classes);
  return tf.tidy(() => {
    const perClass = readMatrix(where, "rates", rates, { columns: classes });
    const responses = readMatrix(where, "counts", counts, { columns: perClass.shape[0] });
    const proportions = tf.divNoNan(perClass, tf.sum(perClass, 1, true)) as tf.Tensor2D;
    return Int32Array.from(readAtOnce(where, columnOfLargest(tf.matMul(responses, proportions))));
  });
}
