import { wholeNumber } from "../check/wholeNumber.js";
import { keySchedule } from "./threefry.js";

/**
 * Identifies a sequence of random numbers. Every draw of the package has the address
 *
 *     key     = (seed mod 2³², seed div 2³², stream, purpose)
 *     counter = (block, element, presentation mod 2³², presentation div 2³²)
 *
 * with four words to a block; words that a purpose does not use are 0. For random numbers in equations, the block is
 * the step.
 */
export interface Key {
  /** 0 … 2⁵³ - 1 */
  readonly seed: number;
  /** 0 … 2³² - 1. Numbers of different streams are independent. */
  readonly stream: number;
}

/** The last word of the key, so that no two uses of the same seed and stream share numbers. */
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

/** The upper word of a whole number up to 2⁵³ - 1; `| 0` gives the lower one. */
export const upperWord = (n: number): number => Math.floor(n / 2 ** 32);

/** @throws InputError for a seed or stream out of range */
export function scheduleOf(where: string, { seed, stream }: Key, purpose: number): Int32Array {
  wholeNumber(`${where}, seed`, seed, 0);
  wholeNumber(`${where}, stream`, stream, 0, 2 ** 32 - 1);
  return keySchedule(seed, upperWord(seed), stream, purpose);
}

/** The stream of a name (FNV-1a), so that adding a part to a network does not change another part's numbers. */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
