import type { Decay, Program } from "../../../program/program.js";

/**
 * A decaying field kept in a moving frame: value = target + stored · scale, where only the scale, one number for all
 * elements, decays. So slow decays lose no precision (a factor of 1 − 5e-8 is 1 in 32 bits), and none costs a pass over
 * its elements. The scale is known in 64 bits on the host; a kernel gets it at its first step, with the factor's powers.
 */
export type Frame = Decay;

/** Faster decays would need a new scale too often. */
const FASTEST = 0.9;
/** A scale is brought back to 1 between launches when it is below this, and falls by no more than this within one. */
export const SMALLEST_SCALE = 2 ** -40;
const MOST_STEPS = 4096;

export const framesOf = ({ decays }: Program): Frame[] => decays.filter((d) => d.factor >= FASTEST);

/** Whether the scale moves in a presentation. */
export const moves = ({ whileFrozen }: Frame, learning: boolean): boolean => learning || whileFrozen;

/** The most steps of one launch. */
export function longestLaunch(frames: readonly Frame[]): number {
  const steps = frames.map(({ factor }) => Math.floor(Math.log(SMALLEST_SCALE) / Math.log(factor)));
  return Math.min(MOST_STEPS, ...steps);
}
