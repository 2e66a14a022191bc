import { PURPOSE } from "../../src/random/key.js";
import { Words } from "../../src/random/words.js";

/** Random choices, repeatable from a seed. */
export class Dice {
  private readonly words: Words;

  constructor(seed: number) {
    this.words = new Words("Dice", { seed, stream: 0 }, PURPOSE.uniform);
  }

  /** low … high, both included. */
  whole(low: number, high: number): number {
    return low + this.words.below(high - low + 1);
  }

  between(low: number, high: number): number {
    return low + ((high - low) * (this.words.next() + 0.5)) / 2 ** 32;
  }

  chance(p: number): boolean {
    return this.between(0, 1) < p;
  }

  pick<const T>(choices: readonly T[]): T {
    return choices[this.words.below(choices.length)];
  }

  values(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => this.between(low, high));
  }
}
