import { InputError } from "../errors.js";
import { keySchedule } from "./threefry.js";

/**
 * Which random numbers. Every draw of the package has the address
 *
 *     key     = (seed mod 2³², seed div 2³², stream, purpose)
 *     counter = (block, element, presentation mod 2³², presentation div 2³²)
 *
 * with four words to a block; words that a purpose has no use for are 0. In the random numbers of equations the block is
 * the step.
 */
export interface Key {
  /** 0 … 2⁵³ - 1 */
  readonly seed: number;
  /** 0 … 2³² - 1: numbers of different streams are independent. */
  readonly stream: number;
}

/** The last word of the key, so that no two uses of one seed and stream share numbers. */
export const PURPOSE = {
  uniform: 1,
  normal: 2,
  permutation: 3,
  poisson: 4,
  draw: 5,
  joined: 6,
  partners: 7,
  profile: 8,
} as const;

/** The upper word of a whole number up to 2⁵³ - 1; the lower is what `| 0` leaves. */
export const upperWord = (n: number): number => Math.floor(n / 2 ** 32);

/** @throws InputError for a seed or stream that does not fit its words */
export function scheduleOf(where: string, { seed, stream }: Key, purpose: number): Int32Array {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`${where}, seed: found ${seed}, expected a whole number from 0 to 2^53 - 1`);
  }
  if (!Number.isInteger(stream) || stream < 0 || stream >= 2 ** 32) {
    throw new InputError(`${where}, stream: found ${stream}, expected a whole number from 0 to 2^32 - 1`);
  }
  return keySchedule(seed, upperWord(seed), stream, purpose);
}

/** A stream for a name (FNV-1a), so that adding a part to a network changes no other part's numbers. */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
