import { InputError } from "../errors.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import { checkIntegers, type NumberColumn, positiveNumber, readEvents, readMatrix, type TensorLike } from "./input.js";

/** Spikes as events: one time (ms), or one step of length `dt`, and one neuron index for each. */
export type SpikeEvents =
  | { readonly times: NumberColumn | TensorLike; readonly neurons: NumberColumn | TensorLike }
  | { readonly steps: NumberColumn | TensorLike; readonly neurons: NumberColumn | TensorLike };

/** Spikes of a simulation, as events, or as a tensor [steps, neurons] that is not zero where a neuron spiked. */
export type Spikes = SpikeTrain | SpikeEvents | TensorLike;

export interface SpikeColumns {
  /** ms */
  readonly times: NumberColumn;
  readonly neurons: NumberColumn;
  /** Unknown of events. */
  readonly size?: number;
  /** ms; unknown of events. */
  readonly duration?: number;
}

/** Reads spikes in any of their forms. Step k is at the time k·dt. */
export function readSpikes(where: string, spikes: Spikes, dt?: number): SpikeColumns {
  if (typeof spikes !== "object" || spikes === null) {
    throw new InputError(`${where}: spikes are ${spikes}; pass { times, neurons }, { steps, neurons } or a tensor`);
  }
  if ("shape" in spikes) return readDense(where, spikes, step(where, dt));
  if ("offsets" in spikes) return readTrain(spikes, step(where, dt));
  if (!("neurons" in spikes) || !("times" in spikes || "steps" in spikes)) {
    throw new InputError(
      `${where}: spikes have the fields ${Object.keys(spikes).join(", ") || "none"}; ` +
        "expected { times, neurons }, { steps, neurons } or a tensor [steps, neurons]",
    );
  }
  const neurons = readEvents(where, "neurons", spikes.neurons);
  checkIntegers(where, "neurons", neurons);
  const times =
    "times" in spikes
      ? readEvents(where, "times", spikes.times)
      : toTimes(where, readEvents(where, "steps", spikes.steps), step(where, dt));
  if (times.length !== neurons.length) {
    throw new InputError(`${where}: ${times.length} spike times but ${neurons.length} neurons; expected one for each`);
  }
  return { times, neurons };
}

function step(where: string, dt: number | undefined): number {
  if (dt === undefined) throw new InputError(`${where}: spikes are given in steps; pass "dt", the step in ms`);
  return positiveNumber(where, "dt", dt);
}

function toTimes(where: string, steps: NumberColumn, dt: number): Float32Array {
  checkIntegers(where, "steps", steps);
  return Float32Array.from(steps, (at) => at * dt);
}

function readTrain({ steps, neurons, offsets, indices }: SpikeTrain, dt: number): SpikeColumns {
  const times = new Float32Array(indices.length);
  for (let k = 0; k < steps; k++) times.fill(k * dt, offsets[k], offsets[k + 1]);
  return { times, neurons: indices, size: neurons, duration: steps * dt };
}

function readDense(where: string, tensor: TensorLike, dt: number): SpikeColumns {
  const { values, shape } = readMatrix(where, "spikes", "[steps, neurons]", tensor);
  const size = shape[1];
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  const times = new Float32Array(count);
  const neurons = new Int32Array(count);
  for (let i = 0, next = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    times[next] = Math.floor(i / size) * dt;
    neurons[next++] = i % size;
  }
  return { times, neurons, size, duration: shape[0] * dt };
}
