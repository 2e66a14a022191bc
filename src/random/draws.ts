import { type Key, PURPOSE, scheduleOf, upperWord } from "./key.js";
import { threefry } from "./threefry.js";

/**
 * Random numbers of a step and an element, with the same bits in 32-bit arithmetic everywhere: each line below is one
 * operation whose rounding IEEE 754 fixes (sum, product, quotient, square root), and backends repeat them in the same
 * order, without fused multiply-add. A Threefry block has the counter (step, element, presentation); its words 0 and 1
 * are used.
 */

const { fround } = Math;

/** The largest 32-bit number below 1. */
export const BELOW_ONE = 1 - 2 ** -24;

/**
 * Uniform in (0, 1), never 0 and never 1: (word + 1/2)·2⁻³², rounded to 32 bits. Near 0 all 2³² values occur, so small
 * probabilities are exact too: `rand() < 1e-6` is true that often.
 */
const uniform32 = (word: number): number => Math.min(fround(fround(word) + 0.5) * 2 ** -32, BELOW_ONE);

/**
 * ln 2 as a number whose multiples up to 2¹⁰ are exact in 32 bits, and the remainder; see the series in random/log.ts.
 */
export const LN2 = [0.693359375, fround(Math.LN2 - 0.693359375)] as const;
export const LOG_SERIES: readonly number[] = [2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11].map(fround);
/** Subtracting this from a number's bits leaves its exponent, for a significand from √½ to √2, from bit 23 on. */
export const ROOT_HALF_BITS = 0x3f3504f3;
/** sin(πr) = r·Σ cᵢ·r²ⁱ, the Taylor series; its next term is below 10⁻⁹ for |r| ≤ 1/2. */
export const SINE_SERIES: readonly number[] = [1, 3, 5, 7, 9, 11, 13].map((n, i) =>
  fround(((-1) ** i * Math.PI ** n) / [1, 6, 120, 5040, 362880, 39916800, 6227020800][i]),
);

const value = new Float32Array(1);
const bits = new Int32Array(value.buffer);

/** c₀ + z·(c₁ + z·(c₂ + …)), in 32 bits. */
const horner = (series: readonly number[], z: number): number =>
  series.reduceRight((sum, c) => fround(c + fround(z * sum)), 0);

/** ln(u) of a 32-bit u in (0, 1); random/log.ts does the same in 64 bits. */
function log32(u: number): number {
  value[0] = u;
  const k = (bits[0] - ROOT_HALF_BITS) >> 23;
  bits[0] -= k << 23;
  const f = fround(value[0] - 1);
  const s = fround(f / fround(2 + f));
  const z = fround(s * s);
  const rest = fround(z * horner(LOG_SERIES, z));
  const low = fround(fround(fround(s * fround(f - rest)) - fround(k * LN2[1])) - f);
  return fround(fround(k * LN2[0]) - low);
}

/**
 * Standard normal, by the Box–Muller transform: √(−2·ln u)·cos(π·x), x uniform in [−1, 1). At most 6.7 in absolute
 * value.
 * @see Box & Muller (1958), Annals of Mathematical Statistics 29, 610–611
 */
function normal32(word0: number, word1: number): number {
  const radius = fround(Math.sqrt(fround(-2 * log32(uniform32(word0)))));
  // cos(π·x) = sin(π·(1/2 − |x|))
  const x = fround(fround(word1 | 0) * 2 ** -31);
  const r = fround(0.5 - Math.abs(x));
  return fround(radius * fround(r * horner(SINE_SERIES, fround(r * r))));
}

/** The random numbers of one stream in a presentation, by step and element. */
export class Drawing {
  private readonly schedule: Int32Array;
  private readonly block = new Uint32Array(4);

  constructor(
    key: Key,
    private readonly distribution: "uniform" | "normal",
  ) {
    this.schedule = scheduleOf("random numbers", key, PURPOSE.draw);
  }

  at(step: number, element: number, presentation: number): number {
    const { block } = this;
    threefry(this.schedule, step, element, presentation | 0, upperWord(presentation), block);
    return this.distribution === "uniform" ? uniform32(block[0]) : normal32(block[0], block[1]);
  }
}
