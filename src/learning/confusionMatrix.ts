import * as tf from "@tensorflow/tfjs-core";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { readPair } from "./accuracy.js";
import type { ClassesOption } from "./assignLabels.js";
import { checkClasses } from "./classes.js";
import { oneHot, type TensorInput } from "./tensors.js";

/**
 * How often each class was answered to examples of each class.
 * @param answers answered classes, [examples]
 * @param labels true classes, [examples]
 * @returns [classes, classes], row by row: the true class in rows, the answered one in columns
 * @throws InputError for different lengths, or values that are no classes
 */
export function confusionMatrix(answers: TensorInput, labels: TensorInput, { classes }: ClassesOption): Int32Array {
  const where = "confusionMatrix";
  checkClasses(where, classes);
  return tf.tidy(() => {
    const [answered, truth] = readPair(where, answers, labels, classes);
    // tf.math.confusionMatrix multiplies whole numbers, which tfjs's wasm backend cannot.
    const matrix = tf.matMul(oneHot(truth, classes), oneHot(answered, classes), true, false);
    return Int32Array.from(readAtOnce(where, matrix));
  });
}
