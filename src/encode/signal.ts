import { type Numbers, readNumbers } from "../check/numbers.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";

/** Samples of one or more channels, [steps, channels] row by row. */
interface Signal {
  readonly samples: Float64Array;
  readonly steps: number;
  readonly channels: number;
}

/** @throws InputError unless there are numbers for a positive whole number of steps */
export function readSignal(where: string, given: Numbers, channels = 1): Signal {
  wholeNumber(`${where}, channels`, channels, 1);
  const samples = readNumbers(`${where}, signal`, given);
  const steps = samples.length / channels;
  if (Number.isInteger(steps) && steps >= 1) return { samples, steps, channels };
  throw new InputError(
    `${where}, signal: found ${samples.length} samples, expected ${channels} for each step, and at least one step.`,
  );
}
