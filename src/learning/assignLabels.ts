import { type ClassesOption, readClasses, readLabels, readMatrix, type TensorInput } from "./input.js";
import { Responses } from "./responses.js";

export interface LabelAssignment {
  /** Class of each neuron, [neurons]; −1 for a neuron that never spiked. */
  readonly labels: Int32Array;
  /** Mean number of spikes of each neuron in a presentation of each class, [neurons, classes], row by row. */
  readonly rates: Float32Array;
}

/**
 * Assigns each neuron the class to which it responds most: the class with its highest mean number of spikes per
 * presentation,
 *
 *   rates[j, c] = Σ counts[e, j] over the examples e of class c / number of these examples
 *
 * Of classes with equal rates the lowest is taken. A class without examples has the rate 0. Rates are in float32. A
 * tensor must be on a TensorFlow.js backend that can be read synchronously (all but webgpu). If the matrix of all
 * counts would be too large, {@link LabelVote} finds the same from one example at a time.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param labels class of each example, [examples]
 * @throws InputError for labels that are not classes, negative or NaN counts, or shapes that do not fit
 * @see Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, "Training and classification"
 */
export function assignLabels(counts: TensorInput, labels: TensorInput, options: ClassesOption): LabelAssignment {
  const where = "assignLabels";
  const classes = readClasses(where, options);
  const truth = readLabels(where, "labels", labels, classes);
  const { values, columns: neurons } = readMatrix(where, "counts", counts, { rows: truth.length });
  const responses = new Responses(neurons, classes);
  for (const [e, label] of truth.entries()) responses.add(values.subarray(e * neurons, (e + 1) * neurons), label);
  return { labels: Int32Array.from({ length: neurons }, (_, j) => responses.preferred(j)), rates: responses.rates() };
}
