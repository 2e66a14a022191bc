import { nameOf } from "../check/names.js";
import { stepLength } from "../check/stepLength.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";

/**
 * Spikes of one population over one presentation: those of step k are indices[offsets[k] .. offsets[k + 1]), in
 * ascending order of neurons.
 */
export interface SpikeTrain {
  readonly steps: number;
  readonly neurons: number;
  /** [steps + 1], from 0 to the number of spikes. */
  readonly offsets: Int32Array;
  /** [spikes] */
  readonly indices: Int32Array;
  /** Length of a step, given by encoders and simulations. A train without one can be used in any simulation. */
  readonly dt?: Quantity<"time">;
}

/** The size of a train. */
export interface TrainShape {
  readonly steps: number;
  readonly neurons: number;
}

/** A shape with an optional length of steps. */
export interface TimedShape extends TrainShape {
  /** Length of a step, for uses that need times: rates, intervals and plots. */
  readonly dt?: Quantity<"time">;
}

const MOST = 2 ** 24;

/** @throws InputError unless both are whole numbers from 1 to 2²⁴ */
export function checkShape(where: string, { steps, neurons }: TrainShape): void {
  wholeNumber(`${where}, steps`, steps, 1, MOST);
  wholeNumber(`${where}, neurons`, neurons, 1, MOST);
}

/**
 * Checks a train from outside.
 * @param shape the source's neurons, the maximum number of steps, and the length of a step; if omitted, the train is
 *   only checked for consistency
 * @throws InputError unless it is a spike train of that shape
 */
export function checkTrain(where: string, train: unknown, shape?: TimedShape): SpikeTrain {
  if (!isTrain(train)) {
    throw new InputError(
      `${where}: found ${nameOf(train)}, expected a spike train { steps, neurons, offsets, indices }, such as spikeTrain(…) gives.`,
    );
  }
  if (shape === undefined) checkShape(where, train);
  else checkFit(where, train, shape);
  const { steps, neurons, offsets, indices } = train;
  const isLaidOut = offsets.length === steps + 1 && offsets[0] === 0 && offsets[steps] === indices.length;
  if (!isLaidOut || offsets.some((at, k) => k > 0 && at < offsets[k - 1])) {
    throw new InputError(
      `${where}: found offsets that do not rise from 0 to the ${indices.length} spikes. Use spikeTrain(…).`,
    );
  }
  for (let k = 0; k < steps; k++) {
    for (let s = offsets[k], last = -1; s < offsets[k + 1]; last = indices[s++]) {
      if (indices[s] > last && indices[s] < neurons) continue;
      throw new InputError(
        `${where}, step ${k}: found neuron ${indices[s]}, expected ascending ones from 0 to ${neurons - 1}. Use spikeTrain(…).`,
      );
    }
  }
  return train;
}

function checkFit(where: string, train: SpikeTrain, shape: TimedShape): void {
  const { steps, neurons } = train;
  if (neurons !== shape.neurons) {
    throw new InputError(`${where}: found a train of ${neurons} neurons, expected ${shape.neurons}.`);
  }
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= shape.steps)) {
    throw new InputError(`${where}: found a train of ${steps} steps, expected from 1 to ${shape.steps}.`);
  }
  if (train.dt !== undefined && shape.dt !== undefined) {
    const [found, expected] = [stepLength(where, train.dt), stepLength(where, shape.dt)];
    // Tolerates rounding in computed steps.
    if (Math.abs(found / expected - 1) > 1e-9) {
      throw new InputError(
        `${where}: found a train in steps of ${found} ms, expected ${expected} ms. Make the train with the simulation's step.`,
      );
    }
  }
}

/**
 * The length of a train's steps in ms.
 * @throws InputError unless it is a spike train with a step length
 */
export function trainStep(where: string, train: SpikeTrain): number {
  const { dt } = checkTrain(where, train);
  if (dt !== undefined) return stepLength(where, dt);
  throw new InputError(
    `${where}: found a spike train without dt, the length of its steps. ` +
      "Give it where the train is made: spikeTrain(…, { …, dt: ms(0.5) }).",
  );
}

function isTrain(value: unknown): value is SpikeTrain {
  if (typeof value !== "object" || value === null) return false;
  const { steps, neurons, offsets, indices } = value as Partial<Record<keyof SpikeTrain, unknown>>;
  const areNumbers = typeof steps === "number" && typeof neurons === "number";
  return areNumbers && offsets instanceof Int32Array && indices instanceof Int32Array;
}

/**
 * Sorts spikes by step (counting sort); spikes of the same step keep their order.
 * @param steps step of each spike, [count or more]
 * @param neurons neuron of each spike, [count or more]
 * @param offsets [shape.steps + 2]: scratch space, then the offsets and one more
 * @param indices [count or more]: the result
 */
export function sortBySteps(
  steps: Int32Array,
  neurons: Int32Array,
  count: number,
  offsets: Int32Array,
  indices: Int32Array,
): void {
  // Counts are shifted by two, so that offsets[k + 1] is where the next spike of step k goes while sorting, and the end
  // of step k afterwards.
  offsets.fill(0);
  for (let i = 0; i < count; i++) offsets[steps[i] + 2]++;
  for (let k = 2; k < offsets.length; k++) offsets[k] += offsets[k - 1];
  for (let i = 0; i < count; i++) indices[offsets[steps[i] + 1]++] = neurons[i];
}

/** A train with its own arrays, from spikes in ascending order of neurons. */
export function trainOf({ steps, neurons, dt }: TimedShape, at: Int32Array, who: Int32Array): SpikeTrain {
  const offsets = new Int32Array(steps + 2);
  const indices = new Int32Array(who.length);
  sortBySteps(at, who, who.length, offsets, indices);
  return { steps, neurons, offsets: offsets.subarray(0, steps + 1), indices, ...(dt && { dt }) };
}
