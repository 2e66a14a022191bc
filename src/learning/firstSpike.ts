import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { checkTrain, type SpikeTrain } from "../spikes/spikeTrain.js";
import { type ClassesOption, readClasses, readLabels, type TensorInput } from "./input.js";
import { indexOfLargest } from "./responses.js";

/**
 * Time-to-first-spike decoding: the class of the neuron that spikes first. If several neurons spike in the same step,
 * each has one vote; among classes with equal votes the lowest wins, which is class 0 if no assigned neuron spiked.
 * @param trains a spike train of the neurons for each example, [examples]
 * @param assignments class of each neuron, [neurons], −1 for a neuron without one
 * @returns the answered class of each example, [examples]
 * @throws InputError for assignments that are not classes, and for trains with another number of neurons
 * @see Thorpe, Delorme & Van Rullen (2001), doi:10.1016/S0893-6080(01)00083-1
 */
export function firstSpike(
  trains: readonly SpikeTrain[],
  assignments: TensorInput,
  options: ClassesOption,
): Int32Array {
  const where = "firstSpike";
  const classes = readClasses(where, options);
  const assigned = readLabels(where, "assignments", assignments, classes, -1);
  const checked = readTrains(where, trains, assigned.length);
  return Int32Array.from(checked, ({ steps, offsets, indices }) => {
    const votes = new Float64Array(classes);
    for (let k = 0; k < steps && !votes.some((vote) => vote > 0); k++) {
      for (const neuron of indices.subarray(offsets[k], offsets[k + 1])) {
        if (assigned[neuron] >= 0) votes[assigned[neuron]]++;
      }
    }
    return indexOfLargest(votes);
  });
}

/** @throws InputError unless it is a list of spike trains with that many neurons */
function readTrains(where: string, trains: readonly SpikeTrain[], neurons: number): SpikeTrain[] {
  if (!Array.isArray(trains)) {
    throw new InputError(`${where}, trains: found ${nameOf(trains)}, expected a list of spike trains.`);
  }
  return trains.map((train: unknown, e) => {
    const checked = checkTrain(`${where}, trains[${e}]`, train);
    if (checked.neurons === neurons) return checked;
    throw new InputError(
      `${where}, trains[${e}]: found a train of ${checked.neurons} neurons, expected ${neurons}, one for each assignment.`,
    );
  });
}
