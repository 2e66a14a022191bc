import { type Key, PURPOSE, scheduleOf } from "./key.js";
import { threefry } from "./threefry.js";

/**
 * Draws `count` distinct whole numbers below `below` for an element, all such sets equally likely, in ascending order:
 * Floyd's algorithm, which uses one random number for each number drawn. Number d comes from words 2·(d mod 2) and the
 * next of block ⌊d/2⌋ at the element's address.
 *
 * @see Bentley & Floyd (1987), Programming pearls: a sample of brilliance, Communications of the ACM 30, 754–757
 */
export class Partners {
  private readonly schedule: Int32Array;
  private readonly block = new Uint32Array(4);
  /** For each number, the last element that has drawn it, plus 1. */
  private readonly takenBy: Int32Array;

  constructor(
    key: Key,
    private readonly below: number,
    private readonly count: number,
  ) {
    this.schedule = scheduleOf("sparse", key, PURPOSE.partners);
    this.takenBy = new Int32Array(below);
  }

  of(element: number): Int32Array {
    const { takenBy, count, below, block } = this;
    const chosen = new Int32Array(count);
    for (let d = 0; d < count; d++) {
      if (d % 2 === 0) threefry(this.schedule, d / 2, element, 0, 0, block);
      const [high, low] = d % 2 === 0 ? [block[0], block[1]] : [block[2], block[3]];
      const last = below - count + d;
      // 53 bits of a uniform number in [0, 1).
      const drawn = Math.floor(((high * 2 ** 21 + (low >>> 11)) / 2 ** 53) * (last + 1));
      const number = takenBy[drawn] === element + 1 ? last : drawn;
      takenBy[number] = element + 1;
      chosen[d] = number;
    }
    return chosen.sort();
  }
}

/** Uniform numbers in (0, 1) for pairs: that of (i, j) is word j mod 4 of block ⌊j/4⌋ at the address of i. */
export class PairNumbers {
  private readonly schedule: Int32Array;
  private readonly block = new Uint32Array(4);

  constructor(key: Key) {
    this.schedule = scheduleOf("sparse", key, PURPOSE.profile);
  }

  /** The numbers of row i, for j from 0 to below `count`. */
  row(i: number, count: number): Float64Array {
    const numbers = new Float64Array(count);
    for (let j = 0; j < count; j++) {
      if (j % 4 === 0) threefry(this.schedule, j / 4, i, 0, 0, this.block);
      numbers[j] = (this.block[j % 4] + 0.5) * 2 ** -32;
    }
    return numbers;
  }
}
