import { InputError } from "../errors.js";
import { type Key, PURPOSE, scheduleOf } from "./key.js";
import { log } from "./log.js";
import { threefry } from "./threefry.js";
import { toUniform, Words } from "./words.js";

/**
 * `count` numbers, uniform in (0, 1); a longer array begins like a shorter one.
 * @throws InputError for a count, seed or stream out of range
 */
export function uniformArray(count: number, key: Key): Float64Array {
  checkCount("uniformArray", count);
  const words = new Words("uniformArray", key, PURPOSE.uniform);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = toUniform(words.next());
  return values;
}

/**
 * `count` numbers, normal with mean 0 and variance 1, by Marsaglia's polar method: a pair uniform in the square
 * (-1, 1)² is taken if it lies in the unit circle. A longer array begins like a shorter one.
 *
 * @see Marsaglia & Bray (1964), A convenient method for generating normal variables, doi:10.1137/1006063
 * @throws InputError for a count, seed or stream out of range
 */
export function normalArray(count: number, key: Key): Float64Array {
  checkCount("normalArray", count);
  const schedule = scheduleOf("normalArray", key, PURPOSE.normal);
  const block = new Uint32Array(4);
  return Float64Array.from({ length: count }, (_, element) => {
    for (let attempt = 0; ; attempt++) {
      threefry(schedule, attempt, element, 0, 0, block);
      for (let pair = 0; pair < 4; pair += 2) {
        const x = 2 * toUniform(block[pair]) - 1;
        const y = 2 * toUniform(block[pair + 1]) - 1;
        const square = x * x + y * y;
        if (square < 1) return x * Math.sqrt((-2 * log(square)) / square);
      }
    }
  });
}

/**
 * 0 … count - 1 in random order (Fisher and Yates, from the end).
 * @throws InputError for a count, seed or stream out of range
 */
export function permutation(count: number, key: Key): Int32Array {
  checkCount("permutation", count);
  const words = new Words("permutation", key, PURPOSE.permutation);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = words.below(i + 1);
    const moved = order[i];
    order[i] = order[j];
    order[j] = moved;
  }
  return order;
}

function checkCount(where: string, count: number): void {
  if (!Number.isInteger(count) || count < 0 || count >= 2 ** 31) {
    throw new InputError(`${where}, count: found ${count}, expected a whole number from 0 to 2^31 - 1`);
  }
}
