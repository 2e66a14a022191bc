import { checkOptions, optionsOf } from "../check/names.js";
import type { Numbers } from "../check/numbers.js";
import { stepLength } from "../check/stepLength.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { type SpikeTensor, spikeTensor } from "../spikes/spikeTensor.js";
import { checkShape, checkTrain, type SpikeTrain, trainOf } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { sharesOf } from "./white.js";

export interface PhaseOptions {
  /** Steps of a cycle, one for each binary digit: 1 … 30. Default 8, which carries bytes without loss. */
  readonly phases?: number;
  /** Number of repetitions of the cycle. Default 1. */
  readonly cycles?: number;
  /** Length of a step. */
  readonly dt: Quantity<"time">;
  /** Value whose digits are all 1. By default 255 for bytes, else 1 or 255: see {@link LatencyOptions}. */
  readonly white?: number;
}

const OPTIONS = optionsOf<PhaseOptions>({ phases: true, cycles: true, dt: true, white: true });
const MOST_PHASES = 30;

/**
 * Phase code: a value's binary digits, one per step, highest first, repeated in each cycle. A spike in phase k has the
 * weight 2^(phases − 1 − k) / (2^phases − 1).
 *
 * @param values from 0 to `white`, [neurons]; rounded to the available digits
 * @returns a spike train [phases · cycles, neurons]
 * @throws InputError for values outside 0 to `white`, and for options out of range
 * @see Kim, Kim, Huh, Lee & Choi (2018), Deep neural networks with weighted spikes, doi:10.1016/j.neucom.2018.05.087
 */
export function phaseSpikes(values: Numbers, options: PhaseOptions): SpikeTensor {
  const where = "phaseSpikes";
  checkOptions(where, options, OPTIONS, { example: "{ dt: ms(0.5) }" });
  const { phases = 8, cycles = 1, dt } = options;
  checkPhases(where, phases);
  wholeNumber(`${where}, cycles`, cycles, 1);
  stepLength(where, dt);
  const shares = sharesOf(`${where}, values`, values, options.white);
  const shape = { steps: phases * cycles, neurons: shares.length, dt };
  checkShape(where, shape);
  const [at, who]: number[][] = [[], []];
  for (const [neuron, share] of shares.entries()) {
    const level = Math.round(share * (2 ** phases - 1));
    for (let k = 0; k < shape.steps; k++) {
      if (((level >> (phases - 1 - (k % phases))) & 1) === 0) continue;
      at.push(k);
      who.push(neuron);
    }
  }
  return spikeTensor(trainOf(shape, Int32Array.from(at), Int32Array.from(who)));
}

/**
 * The values encoded by a phase code, from 0 to 1: the sum of the spikes' weights divided by the number of cycles.
 *
 * @param train of whole cycles
 * @returns [neurons]
 * @throws InputError unless it is a spike train of whole cycles
 */
export function decodePhase(train: SpikeTrain, options: { readonly phases?: number } = {}): Float64Array {
  const where = "decodePhase";
  checkOptions(where, options, ["phases"], { example: "{ phases: 8 }" });
  const { phases = 8 } = options;
  checkPhases(where, phases);
  const { steps, neurons, offsets, indices } = checkTrain(where, train);
  if (steps % phases !== 0) {
    throw new InputError(`${where}: found a train of ${steps} steps, expected a multiple of ${phases}, whole cycles.`);
  }
  const levels = new Float64Array(neurons);
  for (let k = 0; k < steps; k++) {
    const weight = 2 ** (phases - 1 - (k % phases));
    for (const neuron of indices.subarray(offsets[k], offsets[k + 1])) levels[neuron] += weight;
  }
  return levels.map((level) => level / ((2 ** phases - 1) * (steps / phases)));
}

const checkPhases = (where: string, phases: unknown): number => wholeNumber(`${where}, phases`, phases, 1, MOST_PHASES);
