import { normalArray, uniformArray } from "../../src/random/distributions.js";

/** Examples with the answers of neurons that prefer a class each, and of some that never spike. */
export interface Examples {
  readonly counts: Int32Array[];
  readonly labels: Int32Array;
  readonly neurons: number;
  readonly classes: number;
}

/** Sparse spike counts, as a network with lateral inhibition has them, with many zeros and equal values. */
export function examples(seed: number, size: number, neurons: number, classes: number): Examples {
  const uniform = uniformArray(size * (neurons + 1) + neurons, { seed, stream: 1 });
  const noise = normalArray(size * neurons, { seed, stream: 2 });
  const preferred = Array.from({ length: neurons }, (_, j) => Math.floor(uniform[j] * (classes + 1)));
  const labels = Int32Array.from({ length: size }, (_, e) => Math.floor(uniform[neurons + e] * classes));
  const counts = Array.from({ length: size }, (_, e) =>
    Int32Array.from({ length: neurons }, (_, j) => {
      const drive = preferred[j] === labels[e] ? 1.5 : preferred[j] === classes ? -99 : -1;
      return Math.max(0, Math.round(drive + noise[e * neurons + j]));
    }),
  );
  return { counts, labels, neurons, classes };
}

/** Mean counts by the definition, in float64: [neurons][classes]. */
export function meanCounts({ counts, labels, neurons, classes }: Examples): number[][] {
  return Array.from({ length: neurons }, (_, j) =>
    Array.from({ length: classes }, (_, c) => {
      const ofClass = counts.filter((_, e) => labels[e] === c).map((row) => row[j]);
      return ofClass.length === 0 ? 0 : ofClass.reduce((sum, n) => sum + n, 0) / ofClass.length;
    }),
  );
}

/** The first index of the largest value. */
export const largest = (values: readonly number[]) => values.indexOf(Math.max(...values));

/** How far the largest value is above all others. */
export function margin(values: readonly number[]): number {
  const [first, second] = [...values].sort((a, b) => b - a);
  return first - second;
}
