/** 2/3, 2/5 … 2/11 as float32: with s² < 1/9 the next term is below 3·10⁻⁷ of the sum. */
export const SHORT_SERIES: readonly number[] = Array.from({ length: 5 }, (_, i) => Math.fround(2 / (2 * i + 3)));

const LN2 = Math.fround(Math.LN2);
const round = Math.fround;
const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/**
 * Natural logarithm of u = (random word + ½)·2⁻³² from float32 sums, products and quotients alone, with a relative
 * error below 10⁻⁶: accurate enough for gaps between synapses, and computed four at a time with SIMD. u = 2^k·(1 + f)
 * with −½ ≤ f < 0, where f is computed from 1 − u if u ≥ ½, so that it keeps its digits near 1; ln(1 + f) =
 * 2·artanh(s), s = f/(2 + f).
 */
export function shortLog(random: number): number {
  const isUpper = random >= 2 ** 31;
  number[0] = round(round(isUpper ? 2 ** 32 - 1 - random : random) + 0.5);
  const x = number[0];
  const k = isUpper ? 0 : (word[0] >>> 23) - 158;
  word[0] = (word[0] & 0x7fffff) | 0x3f000000;
  const f = isUpper ? round(x * -(2 ** -32)) : round(number[0] - 1);
  const s = round(f / round(2 + f));
  const z = round(s * s);
  const series = SHORT_SERIES.reduceRight((sum, c) => round(c + round(z * sum)));
  return round(round(k * LN2) + round(s * round(2 + round(z * series))));
}
