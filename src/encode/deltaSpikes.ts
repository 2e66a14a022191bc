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
  /** The change that a spike tells of. */
  readonly threshold: number;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Signals side by side. Default 1. */
  readonly channels?: number;
}

const OPTIONS = optionsOf<DeltaOptions>({ threshold: true, dt: true, channels: true });

/**
 * Send on delta: a spike wherever a signal has left what was told of it by the threshold, which moves what was told by as
 * much. Channel c has two neurons, 2c for rises and 2c + 1 for falls. What was told begins at the first sample. A faster
 * change than one threshold a step is told late.
 *
 * @param signal samples, one for each step and channel: [steps, channels], row by row
 * @returns a spike train [steps, 2 · channels]
 * @throws InputError for samples that are not whole steps apart, and options out of range
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
  // Whole thresholds since the first sample, so that no rounding adds up.
  const told = new Int32Array(channels);
  const [at, who]: number[][] = [[], []];
  for (let k = 1; k < steps; k++) {
    for (let c = 0; c < channels; c++) {
      const change = (samples[k * channels + c] - samples[c]) / threshold;
      const direction = Number(change >= told[c] + 1) - Number(change <= told[c] - 1);
      if (direction === 0) continue;
      told[c] += direction;
      at.push(k);
      who.push(2 * c + Number(direction < 0));
    }
  }
  return spikeTensor(trainOf(shape, Int32Array.from(at), Int32Array.from(who)));
}

/**
 * The signals that {@link deltaSpikes} has told of: within one threshold of the originals wherever these change by at most
 * one a step.
 *
 * @param options `initial`: first sample of each channel, 0 by default
 * @returns [steps, channels], row by row
 * @throws InputError for anything but such a train, and options that do not fit
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
