import type { NumberColumn } from "./input.js";

export function mean(values: NumberColumn): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Variance divided by n − 1, as in `variation` and `fanoFactor` of the analysis; NaN for one value. */
export function sampleVariance(values: NumberColumn): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - center) ** 2;
  return sum / (values.length - 1);
}

/** Three significant digits. */
export const number = (value: number): string => String(Number(value.toPrecision(3)));
