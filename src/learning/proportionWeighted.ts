import { type ClassesOption, readClasses, readMatrix, type TensorInput } from "./input.js";
import { indexOfLargest } from "./responses.js";

/**
 * The class with the largest proportion-weighted vote: each spike is divided among the classes in proportion to its
 * neuron's responses to them,
 *
 *   vote[e, c] = Σⱼ counts[e, j] · rates[j, c] / Σₖ rates[j, k]
 *
 * Among classes with equal votes the lowest wins, which is class 0 if nothing spiked. A neuron without rates has no
 * vote. Votes are in float32.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param rates mean spikes of each neuron for each class, [neurons, classes] or flat
 * @returns the answered class of each example, [examples]
 * @throws InputError for negative or NaN values, or shapes that do not fit
 * @see Hazan, Saunders, Sanghavi, Siegelmann & Kozma (2018), doi:10.1109/IJCNN.2018.8489673
 */
export function proportionWeighted(counts: TensorInput, rates: TensorInput, options: ClassesOption): Int32Array {
  const where = "proportionWeighted";
  const classes = readClasses(where, options);
  const { values: proportions, rows: neurons } = readMatrix(where, "rates", rates, { columns: classes });
  const { values, rows } = readMatrix(where, "counts", counts, { columns: neurons });
  for (let j = 0; j < neurons; j++) {
    const row = proportions.subarray(j * classes, (j + 1) * classes);
    const total = row.reduce((sum, rate) => sum + rate, 0);
    if (total > 0) for (let c = 0; c < classes; c++) row[c] /= total;
  }
  const votes = new Float32Array(classes);
  return Int32Array.from({ length: rows }, (_, e) => {
    for (let c = 0; c < classes; c++) {
      let vote = 0;
      for (let j = 0; j < neurons; j++) vote += values[e * neurons + j] * proportions[j * classes + c];
      votes[c] = vote;
    }
    return indexOfLargest(votes);
  });
}
