import { type Key, scheduleOf } from "./key.js";
import { threefry } from "./threefry.js";

/** The middle of a word's share of (0, 1), 2⁻³² wide: never 0, never 1. */
export const toUniform = (word: number): number => (word + 0.5) * 2 ** -32;

/** Random words, one after another. */
export class Words {
  private readonly schedule: Int32Array;
  private readonly block = new Uint32Array(4);
  private blocks = 0;
  private used = 4;

  constructor(where: string, key: Key, purpose: number) {
    this.schedule = scheduleOf(where, key, purpose);
  }

  /** 0 … 2³² - 1 */
  next(): number {
    if (this.used === 4) {
      threefry(this.schedule, this.blocks++, 0, 0, 0, this.block);
      this.used = 0;
    }
    return this.block[this.used++];
  }

  /** Uniform in 0 … n - 1, without bias: words beyond the last whole multiple of n are rejected. */
  below(n: number): number {
    const end = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.next();
      if (word < end) return word % n;
    }
  }
}
