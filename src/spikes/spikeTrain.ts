import { stepLength } from "../check/stepLength.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";

/**
 * Spikes of one source population over one presentation: those of step k are indices[offsets[k] .. offsets[k + 1]),
 * by ascending neuron.
 */
export interface SpikeTrain {
  readonly steps: number;
  readonly neurons: number;
  /** [steps + 1], from 0 to the number of spikes. */
  readonly offsets: Int32Array;
  /** [spikes] */
  readonly indices: Int32Array;
  /** Length of a step: what comes from encoders and simulations has one. A train without one fits any simulation. */
  readonly dt?: Quantity<"time">;
}

/** The size of a presentation. */
export interface TrainShape {
  readonly steps: number;
  readonly neurons: number;
}

/** A shape whose steps may have a length. */
export interface TimedShape extends TrainShape {
  /** Length of a step, where times are asked for: by rates, intervals and plots. */
  readonly dt?: Quantity<"time">;
}

const MOST = 2 ** 24;

/** @throws InputError unless both are whole numbers from 1 to 2²⁴ */
export function checkShape(where: string, { steps, neurons }: TrainShape): void {
  wholeNumber(`${where}, steps`, steps, 1, MOST);
  wholeNumber(`${where}, neurons`, neurons, 1, MOST);
}

/**
 * Checks a train that comes from outside.
 * @param shape the source's neurons, the steps that the train may have at most, and the length of a step; its own where
 *   nothing else depends on it
 * @throws InputError for anything but a spike train that fits
 */
export function checkTrain(where: string, train: unknown, shape?: TimedShape): SpikeTrain {
  if (!isTrain(train)) {
    throw new InputError(
      `${where}: found no spike train, expected { steps, neurons, offsets, indices }: spikeTrain(…)`,
    );
  }
  if (shape === undefined) checkShape(where, train);
  else checkFit(where, train, shape);
  const { steps, neurons, offsets, indices } = train;
  const isLaidOut = offsets.length === steps + 1 && offsets[0] === 0 && offsets[steps] === indices.length;
  if (!isLaidOut || offsets.some((at, k) => k > 0 && at < offsets[k - 1])) {
    throw new InputError(`${where}: offsets do not rise from 0 to the ${indices.length} spikes. Use spikeTrain(…)`);
  }
  for (let k = 0; k < steps; k++) {
    for (let s = offsets[k], last = -1; s < offsets[k + 1]; last = indices[s++]) {
      if (indices[s] > last && indices[s] < neurons) continue;
      throw new InputError(
        `${where}, step ${k}: found neuron ${indices[s]}, expected ascending ones from 0 to ${neurons - 1}`,
      );
    }
  }
  return train;
}

function checkFit(where: string, train: SpikeTrain, shape: TimedShape): void {
  const { steps, neurons } = train;
  if (neurons !== shape.neurons) {
    throw new InputError(`${where}: found a train of ${neurons} neurons, expected ${shape.neurons}`);
  }
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= shape.steps)) {
    throw new InputError(`${where}: found a train of ${steps} steps, expected from 1 to ${shape.steps}`);
  }
  if (train.dt !== undefined && shape.dt !== undefined) {
    const [found, expected] = [stepLength(where, train.dt), stepLength(where, shape.dt)];
    // 0.1 ms may have been computed.
    if (Math.abs(found / expected - 1) > 1e-9) {
      throw new InputError(
        `${where}: found a train in steps of ${found} ms, expected ${expected} ms. Make the train with the simulation's step.`,
      );
    }
  }
}

/**
 * The length of a train's steps in ms.
 * @throws InputError for anything but a spike train, and for a train without one
 */
export function trainStep(where: string, train: SpikeTrain): number {
  const { dt } = checkTrain(where, train);
  if (dt !== undefined) return stepLength(where, dt);
  throw new InputError(
    `${where}: found a spike train whose steps have no length, expected its dt. ` +
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
 * Sorts spikes by step (counting sort); spikes of one step stay in their order.
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
  // Counts stand two places on, so that offsets[k + 1] is the place for the next spike of step k while sorting, and
  // its end afterwards.
  offsets.fill(0);
  for (let i = 0; i < count; i++) offsets[steps[i] + 2]++;
  for (let k = 2; k < offsets.length; k++) offsets[k] += offsets[k - 1];
  for (let i = 0; i < count; i++) indices[offsets[steps[i] + 1]++] = neurons[i];
}

/** A train of its own arrays, from spikes by ascending neuron. */
export function trainOf({ steps, neurons, dt }: TimedShape, at: Int32Array, who: Int32Array): SpikeTrain {
  const offsets = new Int32Array(steps + 2);
  const indices = new Int32Array(who.length);
  sortBySteps(at, who, who.length, offsets, indices);
  return { steps, neurons, offsets: offsets.subarray(0, steps + 1), indices, ...(dt && { dt }) };
}
