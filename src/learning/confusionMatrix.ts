import { readPair } from "./accuracy.js";
import { type ClassesOption, readClasses, type TensorInput } from "./input.js";

/**
 * Counts how often each class was answered to examples of each class.
 * @param answers answered classes, [examples]
 * @param labels true classes, [examples]
 * @returns [classes, classes], row by row: the true class in rows, the answered one in columns
 * @throws InputError for different lengths, or values that are not classes
 */
export function confusionMatrix(answers: TensorInput, labels: TensorInput, options: ClassesOption): Int32Array {
  const where = "confusionMatrix";
  const classes = readClasses(where, options);
  const [answered, truth] = readPair(where, answers, labels, classes);
  const matrix = new Int32Array(classes * classes);
  truth.forEach((label, e) => {
    matrix[label * classes + answered[e]]++;
  });
  return matrix;
}
