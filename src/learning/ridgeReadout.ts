import { InputError } from "../errors.js";
import type { TensorInput } from "./input.js";
import { LinearReadout, type ReadoutOptions, readFit } from "./linearReadout.js";

/** Its matrix has the square of this many entries. */
const MOST_FEATURES = 4096;

/**
 * Readout by ridge regression. Its weights minimize
 *
 *   Σₑ (score[e, c] − y[e, c])² + penalty · Σⱼ weights[j, c]²,   y = 1 for the class of the example, 0 for others,
 *
 * in closed form; the bias is not penalized.
 * @param features such as spike counts, [examples, features]; at most 4096 features
 * @param labels class of each example, [examples]
 * @throws InputError for features, labels and options that do not fit
 * @see Hoerl & Kennard (1970), Ridge regression, doi:10.1080/00401706.1970.10488634
 */
export function ridgeReadout(features: TensorInput, labels: TensorInput, options: ReadoutOptions): LinearReadout {
  const where = "ridgeReadout";
  const { values, rows, columns, labels: truth, classes, penalty } = readFit(where, features, labels, options);
  if (columns > MOST_FEATURES) {
    throw new InputError(`${where}, features: found ${columns} of them, expected at most ${MOST_FEATURES}.`);
  }
  const means = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) means[i % columns] += values[i] / rows;
  const shares = new Float64Array(classes);
  for (const label of truth) shares[label] += 1 / rows;
  const centered = values.map((value, i) => value - means[i % columns]);
  const matrix = gram(centered, rows, columns);
  for (let j = 0; j < columns; j++) matrix[j * columns + j] += penalty;
  const weights = new Float64Array(columns * classes);
  for (let e = 0; e < rows; e++) {
    for (let j = 0; j < columns; j++) weights[j * classes + truth[e]] += centered[e * columns + j];
  }
  solve(matrix, columns, weights, classes);
  const bias = shares.map((share, c) => {
    let own = share;
    for (let j = 0; j < columns; j++) own -= means[j] * weights[j * classes + c];
    return own;
  });
  return new LinearReadout(classes, weights, bias);
}

/** XᵀX of X [rows, columns]. */
function gram(x: Float64Array, rows: number, columns: number): Float64Array {
  const matrix = new Float64Array(columns * columns);
  for (let e = 0; e < rows; e++) {
    const row = x.subarray(e * columns, (e + 1) * columns);
    for (let i = 0; i < columns; i++) {
      const own = row[i];
      if (own === 0) continue;
      for (let j = 0; j <= i; j++) matrix[i * columns + j] += own * row[j];
    }
  }
  return matrix;
}

/** Solves A·X = B in place of B [n, m], for a positive definite A [n, n] given by its lower half (Cholesky). */
function solve(a: Float64Array, n: number, b: Float64Array, m: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / a[j * n + j];
    }
  }
  for (let c = 0; c < m; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * m + c];
      for (let k = 0; k < i; k++) sum -= a[i * n + k] * b[k * m + c];
      b[i * m + c] = sum / a[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i * m + c];
      for (let k = i + 1; k < n; k++) sum -= a[k * n + i] * b[k * m + c];
      b[i * m + c] = sum / a[i * n + i];
    }
  }
}
