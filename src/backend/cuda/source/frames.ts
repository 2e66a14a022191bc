import type { Decay, Program } from "../../../program/program.js";

/**
 * A decaying field kept in a moving frame: value = target + stored · scale, where only the scale decays, one number for
 * all elements. Slow decays lose no precision (a factor of 1 − 5e-8 is 1 in 32 bits), and no decay costs a pass over
 * the elements. The host keeps the scale in 64 bits; a kernel gets it at its first step, with the powers of the factor.
 */
export type Frame = Decay;

/** Faster decays would need a new scale too often. */
const FASTEST = 0.9;
/** A scale below this is reset to 1 between launches; within a launch, it falls by at most this factor. */
export const SMALLEST_SCALE = 2 ** -40;
const MOST_STEPS = 4096;

export const framesOf = ({ decays }: Program): Frame[] => decays.filter((d) => d.factor >= FASTEST);

/** Whether the scale changes in a presentation. */
export const moves = ({ whileFrozen }: Frame, learning: boolean): boolean => learning || whileFrozen;

/** The maximum number of steps in a launch. */
export function longestLaunch(frames: readonly Frame[]): number {
  const steps = frames.map(({ factor }) => Math.floor(Math.log(SMALLEST_SCALE) / Math.log(factor)));
  return Math.min(MOST_STEPS, ...steps);
}
