import { type ClassesOption, readClasses, readMatrix, type TensorInput } from "./input.js";
import { indexOfLargest } from "./responses.js";

/**
 * Least mean of a neuron's count for a class, in spikes: about one spike in all examples of a class, if there are a
 * thousand. A neuron that never spiked for a class is strong evidence against it, but not proof.
 */
const LEAST_RATE = 1e-3;

/**
 * The most probable class if the spike counts of the neurons are independent Poisson numbers whose means are the
 * neurons' rates for the class, and all classes are equally frequent (naive Bayes):
 *
 *   vote[e, c] = Σⱼ counts[e, j] · log rates[j, c] − rates[j, c]
 *
 * Each neuron contributes the logarithm of the probability of its own count, so it only has to know its own responses.
 * Rates below 0.001 count as 0.001. Among classes with equal votes the lowest wins.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param rates mean spikes of each neuron for each class, [neurons, classes] or flat
 * @returns the answered class of each example, [examples]
 * @throws InputError for negative or NaN values, or shapes that do not fit
 * @see Zhang, Ginzburg, McNaughton & Sejnowski (1998), Interpreting neuronal population activity by reconstruction:
 *   unified framework with application to hippocampal place cells, doi:10.1152/jn.1998.79.2.1017
 */
export function naiveBayes(counts: TensorInput, rates: TensorInput, options: ClassesOption): Int32Array {
  const where = "naiveBayes";
  const classes = readClasses(where, options);
  const { values: means, rows: neurons } = readMatrix(where, "rates", rates, { columns: classes });
  const { values, rows } = readMatrix(where, "counts", counts, { columns: neurons });
  const logs = new Float64Array(means.length);
  /** Logarithm of the probability that no neuron spikes. */
  const silence = new Float64Array(classes);
  for (let i = 0; i < means.length; i++) {
    const mean = Math.max(means[i], LEAST_RATE);
    logs[i] = Math.log(mean);
    silence[i % classes] -= mean;
  }
  const votes = new Float64Array(classes);
  return Int32Array.from({ length: rows }, (_, e) => {
    votes.set(silence);
    for (let j = 0; j < neurons; j++) {
      const count = values[e * neurons + j];
      if (count === 0) continue;
      for (let c = 0; c < classes; c++) votes[c] += count * logs[j * classes + c];
    }
    return indexOfLargest(votes);
  });
}
