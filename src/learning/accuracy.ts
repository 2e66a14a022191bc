import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.js";
import { readAtOnce } from "../tfjs/readAtOnce.js";
import { readLabels, type TensorInput } from "./tensors.js";

/**
 * Share of examples whose answer is their label, from 0 to 1.
 * @param answers answered classes, [examples]
 * @param labels true classes, [examples]
 * @throws InputError for different lengths, or values that are no classes
 */
export function accuracy(answers: TensorInput, labels: TensorInput): number {
  return tf.tidy(() => {
    const [answered, truth] = readPair("accuracy", answers, labels, Number.POSITIVE_INFINITY);
    const [right] = readAtOnce("accuracy", tf.sum(tf.equal(answered, truth)));
    return right / truth.size;
  });
}

/** Answers and labels of the same examples. */
export function readPair(
  where: string,
  answers: TensorInput,
  labels: TensorInput,
  classes: number,
): [answers: tf.Tensor1D, labels: tf.Tensor1D] {
  const answered = readLabels(where, "answers", answers, classes);
  const truth = readLabels(where, "labels", labels, classes);
  if (answered.size !== truth.size) {
    throw new InputError(`${where}: found ${answered.size} answers and ${truth.size} labels, expected as many.`);
  }
  return [answered, truth];
}
