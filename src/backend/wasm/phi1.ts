/**
 * φ₁(z) = (e^z − 1)/z as a polynomial where steps are short: conductances and decays give z below 0. Minimax in the
 * relative error, which is below 2⁻²⁵, with the constant term 1, so that slow changes stay exact.
 */
export const PHI1 = {
  low: -0.35,
  high: 0.02,
  terms: [1, 0.49999949348234696, 0.16664195888305308, 0.041401986761777046, 0.007305399769680921],
} as const;

/** The most by which terms are scaled, so that they and their products are far from float32's ends. */
const LARGEST = 1e7;

/** Whether φ₁ and its argument may be scaled by a number. */
export const isModerate = (x: number): boolean => Math.abs(x) >= 1 / LARGEST && Math.abs(x) <= LARGEST;

/** factor · φ₁(rate · y) as a polynomial in y, and the y for which it holds. */
export interface ScaledPhi1 {
  readonly terms: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** For moderate factors and rates. */
export function scaledPhi1(factor: number, rate: number): ScaledPhi1 {
  const [low, high] = [PHI1.low / rate, PHI1.high / rate].sort((a, b) => a - b);
  return { terms: PHI1.terms.map((term, n) => factor * term * rate ** n), low, high };
}
