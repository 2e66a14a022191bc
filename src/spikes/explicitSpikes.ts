import { stepLength } from "../check/stepLength.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "./spikeTensor.js";
import { checkShape, type TimedShape, trainOf } from "./spikeTrain.js";

/**
 * A spike train from explicit spikes in any order.
 * @throws InputError for a step or neuron out of range, or a neuron that spikes twice in a step
 */
export function spikeTrain(
  events: Iterable<{ readonly step: number; readonly neuron: number }>,
  shape: TimedShape,
): SpikeTensor {
  checkShape("spikeTrain", shape);
  if (shape.dt !== undefined) stepLength("spikeTrain", shape.dt);
  const sorted = Array.from(events).sort((a, b) => a.neuron - b.neuron);
  for (const { step, neuron } of sorted) {
    if (!Number.isInteger(step) || step < 0 || step >= shape.steps) {
      throw new InputError(`spikeTrain, step: found ${step}, expected a whole number from 0 to ${shape.steps - 1}`);
    }
    if (!Number.isInteger(neuron) || neuron < 0 || neuron >= shape.neurons) {
      throw new InputError(
        `spikeTrain, neuron: found ${neuron}, expected a whole number from 0 to ${shape.neurons - 1}`,
      );
    }
  }
  const train = trainOf(
    shape,
    Int32Array.from(sorted, ({ step }) => step),
    Int32Array.from(sorted, ({ neuron }) => neuron),
  );
  for (let k = 0; k < train.steps; k++) {
    for (let s = train.offsets[k] + 1; s < train.offsets[k + 1]; s++) {
      if (train.indices[s] === train.indices[s - 1]) {
        throw new InputError(
          `spikeTrain, step ${k}: neuron ${train.indices[s]} is listed twice, expected at most one spike a step`,
        );
      }
    }
  }
  return spikeTensor(train);
}
