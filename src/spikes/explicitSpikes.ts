import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { stepLength } from "../check/stepLength.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "./spikeTensor.js";
import { checkShape, type TimedShape, trainOf } from "./spikeTrain.js";

/** A neuron that spikes in a step. */
interface Spike {
  readonly step: number;
  readonly neuron: number;
}

const SHAPE = optionsOf<TimedShape>({ steps: true, neurons: true, dt: true });
const EXAMPLE = "[{ step: 0, neuron: 3 }, …]";

/**
 * A spike train from a list of spikes in any order.
 * @throws InputError unless it is a list of spikes within range, with at most one spike of a neuron in a step
 */
export function spikeTrain(events: Iterable<Spike>, shape: TimedShape): SpikeTensor {
  checkOptions("spikeTrain", shape, SHAPE, { example: "{ steps: 700, neurons: 100 }" });
  checkShape("spikeTrain", shape);
  if (shape.dt !== undefined) stepLength("spikeTrain", shape.dt);
  const sorted = readSpikes(events, shape).sort((a, b) => a.neuron - b.neuron);
  const train = trainOf(
    shape,
    Int32Array.from(sorted, ({ step }) => step),
    Int32Array.from(sorted, ({ neuron }) => neuron),
  );
  for (let k = 0; k < train.steps; k++) {
    for (let s = train.offsets[k] + 1; s < train.offsets[k + 1]; s++) {
      if (train.indices[s] === train.indices[s - 1]) {
        throw new InputError(
          `spikeTrain, step ${k}: neuron ${train.indices[s]} is listed twice, expected at most one spike a step.`,
        );
      }
    }
  }
  return spikeTensor(train);
}

function readSpikes(events: Iterable<Spike>, { steps, neurons }: TimedShape): Spike[] {
  const isList = typeof events === "object" && events !== null && typeof events[Symbol.iterator] === "function";
  if (!isList) throw new InputError(`spikeTrain: found ${nameOf(events)}, expected a list of spikes: ${EXAMPLE}.`);
  const spikes: Spike[] = [];
  for (const event of events) {
    if (typeof event !== "object" || event === null) {
      throw new InputError(
        `spikeTrain, [${spikes.length}]: found ${nameOf(event)}, expected a spike as in ${EXAMPLE}.`,
      );
    }
    // An endless iterable would otherwise fill the memory.
    if (spikes.length === steps * neurons) {
      throw new InputError(
        `spikeTrain: found more than ${steps * neurons} spikes, expected at most one a step and neuron.`,
      );
    }
    const { step, neuron } = event;
    wholeNumber("spikeTrain, step", step, 0, steps - 1);
    wholeNumber("spikeTrain, neuron", neuron, 0, neurons - 1);
    spikes.push({ step, neuron });
  }
  return spikes;
}
