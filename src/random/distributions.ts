import { wholeNumber } from "../check/wholeNumber.js";
import { type Key, PURPOSE, scheduleOf } from "./key.js";
import { log } from "./log.js";
import { threefry } from "./threefry.js";
import { toUniform, Words } from "./words.js";

/**
 * `count` numbers, uniform in (0, 1): element e is word e mod 4 of block ⌊e/4⌋. A longer array starts with the same
 * numbers.
 * @throws InputError for a count, seed or stream out of range
 */
export function uniformArray(count: number, key: Key): Float64Array {
  checkCount("uniformArray", count);
  const schedule = scheduleOf("uniformArray", key, PURPOSE.uniform);
  const block = new Uint32Array(4);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if ((i & 3) === 0) threefry(schedule, i >> 2, 0, 0, 0, block);
    values[i] = toUniform(block[i & 3]);
  }
  return values;
}

/**
 * `count` numbers, normal with mean 0 and variance 1, by Marsaglia's polar method: a point drawn uniformly from the
 * square (-1, 1)² is accepted if it lies in the unit circle, and gives two numbers, elements 2i and 2i + 1. Block t of
 * element i has the points of attempts 2t and 2t + 1. A longer array starts with the same numbers.
 *
 * @see Marsaglia & Bray (1964), A convenient method for generating normal variables, doi:10.1137/1006063
 * @throws InputError for a count, seed or stream out of range
 */
export function normalArray(count: number, key: Key): Float64Array {
  checkCount("normalArray", count);
  const schedule = scheduleOf("normalArray", key, PURPOSE.normal);
  const words = new Uint32Array(4);
  const values = new Float64Array(count);
  for (let i = 0; 2 * i < count; i++) {
    let [x, y, square] = [0, 0, 1];
    for (let attempt = 0; square >= 1; attempt++) {
      if ((attempt & 1) === 0) threefry(schedule, attempt >> 1, i, 0, 0, words);
      const at = 2 * (attempt & 1);
      x = 2 * toUniform(words[at]) - 1;
      y = 2 * toUniform(words[at + 1]) - 1;
      square = x * x + y * y;
    }
    const factor = Math.sqrt((-2 * log(square)) / square);
    values[2 * i] = x * factor;
    if (2 * i + 1 < count) values[2 * i + 1] = y * factor;
  }
  return values;
}

/**
 * 0 … count - 1 in random order (Fisher–Yates, from the end).
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
  wholeNumber(`${where}, count`, count, 0, 2 ** 31 - 1);
}
