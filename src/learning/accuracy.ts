import { InputError } from "../errors.js";
import { readLabels, type TensorInput } from "./input.js";

/**
 * Fraction of examples whose answer is their label, from 0 to 1.
 * @param answers answered classes, [examples]
 * @param labels true classes, [examples]
 * @throws InputError for different lengths, or values that are not classes
 */
export function accuracy(answers: TensorInput, labels: TensorInput): number {
  const [answered, truth] = readPair("accuracy", answers, labels, Number.POSITIVE_INFINITY);
  return answered.filter((answer, e) => answer === truth[e]).length / truth.length;
}

/** Answers and labels of the same examples. */
export function readPair(
  where: string,
  answers: TensorInput,
  labels: TensorInput,
  classes: number,
): [answers: Float64Array, labels: Float64Array] {
  const answered = readLabels(where, "answers", answers, classes);
  const truth = readLabels(where, "labels", labels, classes);
  if (answered.length === truth.length) return [answered, truth];
  throw new InputError(
    `${where}: found ${answered.length} answers and ${truth.length} labels, expected the same number.`,
  );
}
