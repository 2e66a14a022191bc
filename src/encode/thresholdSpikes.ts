import { checkOptions, optionsOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { stepLength } from "../check/stepLength.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, trainOf } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { readSignal } from "./signal.js";

export interface ThresholdOptions {
  /** At least one level; a neuron spikes when the signal crosses it. */
  readonly levels: Numbers;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Number of parallel signals. Default 1. */
  readonly channels?: number;
}

const OPTIONS = optionsOf<ThresholdOptions>({ levels: true, dt: true, channels: true });

/**
 * Threshold code: neuron l of a channel spikes in the step in which the signal reaches its level from below, or starts
 * there. It spikes again only after the signal has been below.
 *
 * @param signal samples, one for each step and channel: [steps, channels], row by row
 * @returns a spike train [steps, channels · levels]
 * @throws InputError unless there is one sample for each step and channel, and for options that do not fit
 * @see Sayiner, Sorensen & Viswanathan (1996), A level-crossing sampling scheme for A/D conversion,
 *   doi:10.1109/82.488288
 */
export function thresholdSpikes(signal: Numbers, options: ThresholdOptions): SpikeTensor {
  const where = "thresholdSpikes";
  checkOptions(where, options, OPTIONS, { example: "{ levels: [0.5], dt: ms(1) }" });
  const { dt } = options;
  stepLength(where, dt);
  const levels = readNumbers(`${where}, levels`, options.levels);
  if (levels.length === 0) throw new InputError(`${where}, levels: there are none, expected at least one.`);
  const { samples, steps, channels } = readSignal(where, signal, options.channels);
  const shape = { steps, neurons: channels * levels.length, dt };
  checkShape(where, shape);
  const [at, who]: number[][] = [[], []];
  for (let k = 0; k < steps; k++) {
    for (let neuron = 0; neuron < shape.neurons; neuron++) {
      const channel = Math.floor(neuron / levels.length);
      const level = levels[neuron % levels.length];
      const wasBelow = k === 0 || samples[(k - 1) * channels + channel] < level;
      if (!wasBelow || samples[k * channels + channel] < level) continue;
      at.push(k);
      who.push(neuron);
    }
  }
  return spikeTensor(trainOf(shape, Int32Array.from(at), Int32Array.from(who)));
}
