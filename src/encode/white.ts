import { type Numbers, readNumbers } from "../check/numbers.js";
import { realNumber } from "../check/realNumber.js";
import { InputError } from "../errors.js";

const WHITE = 255;
/** An image in 0 … 255 usually has a brighter pixel than this, one in 0 … 16 or 0 … 100 never. */
const BRIGHT = 127;

/** What is known about the values. */
export interface Brightness {
  /** Whether they are bytes, whose type implies that the largest value is 255. */
  readonly areBytes: boolean;
  /** Finds the largest value. */
  readonly largest: () => number;
}

const areBytes = (values: unknown): boolean => values instanceof Uint8Array || values instanceof Uint8ClampedArray;

function largestOf(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}

/**
 * The value of a white pixel: the given one; 255 for bytes; 1 if no value is above 1, as usual in tensor libraries; 255
 * if the largest is above 127.
 * @throws InputError for another largest value, as in images from 0 to 16 or 100, and for an invalid `white`
 */
export function whiteOf(where: string, white: unknown, { areBytes, largest }: Brightness): number {
  if (white !== undefined) return realNumber(`${where}, white`, white, { least: 0, above: true });
  if (areBytes) return WHITE;
  const most = largest();
  if (most > 0 && most <= 1) return 1;
  if (!(most > 0 && most <= BRIGHT)) return WHITE;
  throw new InputError(
    `${where}: found values up to ${most}, expected values from 0 to 1, or from 0 to ${WHITE} with some above ${BRIGHT}. ` +
      `Set white to the value of a white pixel, such as { white: ${WHITE} }.`,
  );
}

/**
 * Values as fractions of white, from 0 to 1.
 * @throws InputError for values that are not from 0 to white, and if white cannot be inferred
 */
export function sharesOf(where: string, values: Numbers, white: number | undefined): Float64Array {
  const given = readNumbers(where, values);
  const most = whiteOf(where, white, { areBytes: areBytes(values), largest: () => largestOf(given) });
  // A loop: `map` would box each number, and this runs once for every image.
  for (let i = 0; i < given.length; i++) {
    const value = given[i];
    if (!(value >= 0 && value <= most)) {
      throw new InputError(
        `${where}[${i}]: found ${value}, expected a number from 0 to ${most}. Set white to the largest value.`,
      );
    }
    given[i] = value / most;
  }
  return given;
}
