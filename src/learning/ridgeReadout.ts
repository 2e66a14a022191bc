import { InputError } from "../errors.js";
import { conjugateGradients } from "./conjugateGradients.js";
import type { TensorInput } from "./input.js";
import { type LinearReadout, type ReadoutOptions, readFit } from "./linearReadout.js";
import { dot, rowsOf, type Standardized, scoresOf, slopesOf, standardized, steepness } from "./standardized.js";

/** Its matrix has the square of this many entries. */
const MOST_FEATURES = 4096;
/** Bound on the slopes, relative to the targets, and on the corrections that it takes. */
const FLAT = 1e-11;
const MOST_STEPS = 20;

/**
 * Readout by ridge regression. Its weights minimize
 *
 *   Σₑ (score[e, c] − y[e, c])² + penalty · Σⱼ weights[j, c]²,   y = 1 for the class of the example, 0 for others;
 *
 * the bias is not penalized. Features may have any units: they are standardized, and their matrix is factorized; what
 * rounding spoils where features depend on each other is corrected by conjugate gradients.
 * @param features such as spike counts, [examples, features]; at most 4096 features
 * @param labels class of each example, [examples]
 * @throws InputError for features, labels and options that do not fit, and for a penalty too small for the minimum to be
 *   computed
 * @see Hoerl & Kennard (1970), Ridge regression, doi:10.1080/00401706.1970.10488634
 */
export function ridgeReadout(features: TensorInput, labels: TensorInput, options: ReadoutOptions): LinearReadout {
  const where = "ridgeReadout";
  const fit = readFit(where, features, labels, options);
  const { columns, labels: truth, classes, penalty } = fit;
  if (columns > MOST_FEATURES) {
    throw new InputError(`${where}, features: found ${columns} of them, expected at most ${MOST_FEATURES}.`);
  }
  const standard = standardized(fit);
  const { width, rows } = standard;
  const factor = factorized(standard);
  const targets = new Float64Array(rows * classes);
  const counts = new Float64Array(classes);
  for (let e = 0; e < rows; e++) {
    targets[e * classes + truth[e]] = 1;
    counts[truth[e]]++;
  }
  const coefficients = new Float64Array(classes * width);
  for (let n = 0; ; n++) {
    const off = scoresOf(standard, coefficients).map((score, i) => targets[i] - score);
    const rest = slopesOf(
      standard,
      off,
      coefficients.map((w) => -w),
    );
    // The norm of the targets, and a bound on what is rounded in scores.
    const sizes = counts.map(Math.sqrt);
    for (let i = 0; i < coefficients.length; i++) sizes[Math.floor(i / width)] += 1e-3 * Math.abs(coefficients[i]);
    const steep = steepness(standard, rest, sizes);
    if (steep <= FLAT) return standard.readout(coefficients);
    if (n === MOST_STEPS || Number.isNaN(steep)) {
      throw new InputError(
        `${where}, penalty: found ${penalty}, with which rounding errors hide the minimum (slope ${steep.toExponential(1)}, ` +
          `expected at most ${FLAT}). Raise the penalty, or leave out features that depend on others.`,
      );
    }
    const step = conjugateGradients(
      (along) => slopesOf(standard, scoresOf(standard, along), along),
      (b) => solved(factor, b),
      rest,
      1e-6,
    );
    for (let i = 0; i < coefficients.length; i++) coefficients[i] += step[i];
  }
}

/** Rows of L, lower triangular, with L·Lᵀ = xᵀx + penalties, up to rounding (Cholesky). */
function factorized({ x, width, penalties }: Standardized): Float64Array[] {
  const factor = rowsOf(new Float64Array(width * width), width);
  for (const row of rowsOf(x, width)) {
    for (let i = 0; i < width; i++) {
      const [own, sums] = [row[i], factor[i]];
      for (let j = 0; j <= i; j++) sums[j] += own * row[j];
    }
  }
  // The diagonal is 1. Shifts above the rounding errors keep it positive definite. They are like the penalties, up to a
  // ratio, so that these decide what the examples leave open.
  const least = penalties.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), 1);
  const shift = 1e-13 * width;
  for (const [i, row] of factor.entries()) {
    row[i] += penalties[i] + shift * Math.min(1e5, Math.max(1, penalties[i] / least));
    for (let j = 0; j < i; j++) row[j] = (row[j] - dot(row, factor[j], j)) / factor[j][j];
    row[i] = Math.sqrt(Math.max(row[i] - dot(row, row, i), shift));
  }
  return factor;
}

/** The solution of L·Lᵀ·x = b for each row of b [classes, width]. */
function solved(factor: readonly Float64Array[], b: Float64Array): Float64Array {
  const solution = b.slice();
  for (const x of rowsOf(solution, factor.length)) {
    for (const [i, row] of factor.entries()) x[i] = (x[i] - dot(row, x, i)) / row[i];
    for (let i = factor.length - 1; i >= 0; i--) {
      const row = factor[i];
      x[i] /= row[i];
      for (let j = 0; j < i; j++) x[j] -= x[i] * row[j];
    }
  }
  return solution;
}
