import { type ClassesOption, readClasses, readLabels, readMatrix, type TensorInput } from "./input.js";
import { AllActivity } from "./responses.js";

/**
 * The class whose neurons spiked most, averaged over the neurons that are assigned to it:
 *
 *   vote[e, c] = Σ counts[e, j] over the neurons j of class c / number of these neurons
 *
 * Among classes with equal votes the lowest wins, which is class 0 if nothing spiked. A class without neurons has the
 * vote 0. Votes are in float32.
 * @param counts spikes of each neuron in each example: a tensor [examples, neurons], an array for each example, or flat
 * @param assignments class of each neuron, [neurons], −1 for a neuron without one
 * @returns the answered class of each example, [examples]
 * @throws InputError for assignments that are not classes, negative or NaN counts, or shapes that do not fit
 * @see Diehl & Cook (2015), doi:10.3389/fncom.2015.00099, "Training and classification"
 */
export function allActivity(counts: TensorInput, assignments: TensorInput, options: ClassesOption): Int32Array {
  const where = "allActivity";
  const classes = readClasses(where, options);
  const assigned = Int32Array.from(readLabels(where, "assignments", assignments, classes, -1));
  const neurons = assigned.length;
  const { values, rows } = readMatrix(where, "counts", counts, { columns: neurons });
  const vote = new AllActivity(assigned, classes);
  return Int32Array.from({ length: rows }, (_, e) => vote.answer(values.subarray(e * neurons, (e + 1) * neurons)));
}
