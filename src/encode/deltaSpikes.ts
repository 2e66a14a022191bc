import { checkOptions, optionsOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { stepLength } from "../check/stepLength.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, checkTrain, type SpikeTrain, trainOf } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { readSignal } from "./signal.js";

export interface DeltaOptions {
  /** The change that a spike encodes. */
  readonly threshold: number;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Number of parallel signals. Default 1. */
  readonly channels?: number;
}

/** In thresholds: a change this much below one is one but for rounding. */
const ROUNDING = 1e-9;
const OPTIONS = optionsOf<DeltaOptions>({ threshold: true, dt: true, channels: true });

/**
 * Send-on-delta code: a neuron spikes whenever a signal differs by the threshold from the value encoded so far, which
 * then moves by the threshold. Channel c has two neurons, 2c for rises and 2c + 1 for falls. The encoded value starts
 * at the first sample. A change faster than one threshold per step is encoded with a delay.
 *
 * @param signal samples, one for each step and channel: [steps, channels], row by row
 * @returns a spike train [steps, 2 · channels]
 * @throws InputError unless there is one sample for each step and channel, and for options out of range
 * @see Miskowicz (2006), Send-on-delta concept: an event-based data reporting strategy, doi:10.3390/s6010049
 */
export function deltaSpikes(signal: Numbers, options: DeltaOptions): SpikeTensor {
  const where = "deltaSpikes";
  checkOptions(where, options, OPTIONS, { example: "{ threshold: 0.1, dt: ms(1) }" });
  const { threshold, dt } = options;
  stepLength(where, dt);
  realNumber(`${where}, threshold`, threshold, { least: 0, above: true });
  const { samples, steps, channels } = readSignal(where, signal, options.channels);
  const shape = { steps, neurons: 2 * channels, dt };
  checkShape(where, shape);
  // In whole thresholds since the first sample, so that rounding errors do not accumulate.
  const told = new Int32Array(channels);
  const [at, who]: number[][] = [[], []];
  for (let k = 1; k < steps; k++) {
    for (let c = 0; c < channels; c++) {
      const change = (samples[k * channels + c] - samples[c]) / threshold;
      const untold = change - told[c];
      const direction = Math.abs(untold) < 1 - ROUNDING ? 0 : Math.sign(untold);
      if (direction === 0) continue;
      told[c] += direction;
      at.push(k);
      who.push(2 * c + Number(direction < 0));
    }
  }
  return spikeTensor(trainOf(shape, Int32Array.from(at), Int32Array.from(who)));
}

/**
 * Reconstructs the signals that {@link deltaSpikes} encoded: within one threshold of the originals where these change
 * by at most one threshold per step.
 *
 * @param options `initial`: first sample of each channel, 0 by default
 * @returns [steps, channels], row by row
 * @throws InputError for anything but such a train, and for options that do not fit
 */
export function decodeDelta(
  train: SpikeTrain,
  options: { readonly threshold: number; readonly initial?: Numbers },
): Float64Array {
  const where = "decodeDelta";
  checkOptions(where, options, ["threshold", "initial"], { example: "{ threshold: 0.1 }" });
  const threshold = realNumber(`${where}, threshold`, options.threshold, { least: 0, above: true });
  const { steps, neurons, offsets, indices } = checkTrain(where, train);
  if (neurons % 2 !== 0) {
    throw new InputError(`${where}: found a train of ${neurons} neurons, expected two for each channel.`);
  }
  const channels = neurons / 2;
  if (steps * channels > 2 ** 26) {
    throw new InputError(`${where}: found ${steps * channels} samples, expected at most ${2 ** 26}.`);
  }
  const { initial = new Float64Array(channels) } = options;
  const first = readNumbers(`${where}, initial`, initial, channels);
  const told = new Int32Array(channels);
  const signal = new Float64Array(steps * channels);
  for (let k = 0; k < steps; k++) {
    for (const neuron of indices.subarray(offsets[k], offsets[k + 1])) told[neuron >> 1] += neuron % 2 === 0 ? 1 : -1;
    for (let c = 0; c < channels; c++) signal[k * channels + c] = first[c] + told[c] * threshold;
  }
  return signal;
}
