/**
 * Natural logarithm from IEEE 754 sums, products and quotients alone, so that every backend can reproduce it to the
 * bit; Math.log may differ between engines, and a GPU's certainly does. With x = 2^k·(1 + f), √½ ≤ 1 + f < √2 and s = f
 * / (2 + f): ln(1 + f) = 2·artanh(s) = f - s·(f - R), R = s²·(2/3 + 2/5·s² + 2/7·s⁴ + …). Even and odd powers of s² are
 * summed separately, which halves the chain of dependent operations.
 */

/** 2/3, 2/5 … 2/23: with s² < 0.0295 the next term is below 2⁻⁶⁰. */
export const SERIES: readonly number[] = Array.from({ length: 11 }, (_, i) => 2 / (2 * i + 3));

/** The upper 32 bits of ln 2, so that k·LN2_HIGH is exact, and the remainder. */
export const LN2_HIGH = 0xb17217f7 * 2 ** -32;
export const LN2_LOW = 1.9082149292705877e-10;

/** The upper word of √½. Subtracting it from a number's upper word leaves k in the bits from 20 on. */
export const ROOT_HALF = 0x3fe6a09e;

const [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11] = SERIES;
const value = new Float64Array(1);
const word = new Int32Array(value.buffer);
/** 2⁰, 2¹ … 2¹⁰²³. */
const powers = Float64Array.from({ length: 1024 }, (_, i) => 2 ** i);

/**
 * Natural logarithm within 1 unit in the last place.
 * @param x in [2⁻¹⁰²², 1]
 */
export function log(x: number): number {
  value[0] = x;
  const k = (word[1] - ROOT_HALF) >> 20;
  const f = x * powers[0 - k] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (r1 + w * (r3 + w * (r5 + w * (r7 + w * (r9 + w * r11)))));
  const even = w * (r2 + w * (r4 + w * (r6 + w * (r8 + w * r10))));
  return k * LN2_HIGH - (s * (f - (odd + even)) - k * LN2_LOW - f);
}
