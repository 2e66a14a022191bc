import { InputError } from "../errors.js";
import { conjugateGradients } from "./conjugateGradients.js";
import type { TensorInput } from "./input.js";
import { LinearReadout, type ReadoutOptions, readFit } from "./linearReadout.js";
import { dot, type Standardized, scoresOf, slopesOf, standardized, steepness } from "./standardized.js";

/** Bound on the slopes, relative to the errors of their class, and on the steps of Newton's method that it takes. */
const FLAT = 1e-9;
const MOST_STEPS = 200;

/**
 * Readout by multinomial logistic regression. Its weights minimize
 *
 *   −Σₑ ln p[e, class of e] + penalty/2 · Σ weights²,   p[e, c] = exp(score[e, c]) / Σₖ exp(score[e, k]);
 *
 * the bias is not penalized, so a class without examples has the bias −∞ and the probability 0. Features may have any
 * units: they are standardized, and the penalty with them. The minimum is found by Newton's method, with conjugate
 * gradients for its linear equations.
 * @param features such as spike counts, [examples, features]
 * @param labels class of each example, [examples]
 * @throws InputError for features, labels and options that do not fit, and for a penalty too small for the minimum to be
 *   computed
 * @see Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4; Lin, Weng & Keerthi (2008), Trust region
 *   Newton method for large-scale logistic regression, JMLR 9, 627–650
 */
export function logisticReadout(features: TensorInput, labels: TensorInput, options: ReadoutOptions): LinearReadout {
  const where = "logisticReadout";
  const fit = readFit(where, features, labels, options);
  const present = [...new Set(fit.labels)].sort((a, b) => a - b);
  const place = new Map(present.map((label, c) => [label, c]));
  const truth = Int32Array.from(fit.labels, (label) => place.get(label) ?? 0);
  const standard = standardized(fit);
  const classes = present.length;
  const coefficients = new Float64Array(classes * standard.width);
  for (let n = 0; ; n++) {
    const scores = scoresOf(standard, coefficients);
    const off = errorsOf(scores, truth, classes);
    const slopes = slopesOf(standard, off, coefficients);
    const sizes = new Float64Array(classes);
    for (let i = 0; i < off.length; i++) sizes[i % classes] += Math.abs(off[i]);
    const steep = steepness(standard, slopes, sizes);
    if (steep <= FLAT) break;
    if (n === MOST_STEPS || Number.isNaN(steep)) {
      throw new InputError(
        `${where}, penalty: found ${fit.penalty}, with which the minimum is not reached in ${MOST_STEPS} steps (slope ` +
          `${steep.toExponential(1)}, expected at most ${FLAT}). Raise the penalty.`,
      );
    }
    const diagonal = diagonalOf(standard, off, truth, classes);
    const step = conjugateGradients(
      (along) => slopesOf(standard, curved(scoresOf(standard, along), off, truth, classes), along),
      (b) => b.map((value, i) => value / diagonal[i]),
      slopes.map((slope) => -slope),
      Math.min(0.1, Math.sqrt(steep)),
    );
    const length = lineSearch(standard, { coefficients, scores, step, truth, classes });
    for (let i = 0; i < coefficients.length; i++) coefficients[i] += length * step[i];
  }
  return spread(standard.readout(coefficients), present, fit.classes);
}

/** p − y, [rows, classes]. That of an example's own class is −Σ of the others, which is exact for p close to 1. */
function errorsOf(scores: Float64Array, truth: Int32Array, classes: number): Float64Array {
  const off = new Float64Array(scores.length);
  for (let e = 0; e < truth.length; e++) {
    const start = e * classes;
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) most = Math.max(most, scores[start + c]);
    let [total, others] = [0, 0];
    for (let c = 0; c < classes; c++) {
      const share = Math.exp(scores[start + c] - most);
      off[start + c] = share;
      total += share;
      if (c !== truth[e]) others += share;
    }
    for (let c = 0; c < classes; c++) off[start + c] /= total;
    off[start + truth[e]] = -others / total;
  }
  return off;
}

/** Change of p for a change of the scores, to first order: p[e, c] · (change[e, c] − Σₖ p[e, k] · change[e, k]). */
function curved(change: Float64Array, off: Float64Array, truth: Int32Array, classes: number): Float64Array {
  const image = new Float64Array(change.length);
  for (let e = 0; e < truth.length; e++) {
    const start = e * classes;
    const own = start + truth[e];
    // Relative to the own class, so that small differences are exact.
    let mean = 0;
    for (let i = start; i < start + classes; i++) if (i !== own) mean += off[i] * (change[i] - change[own]);
    for (let i = start; i < start + classes; i++) if (i !== own) image[i] = off[i] * (change[i] - change[own] - mean);
    image[own] = -(1 + off[own]) * mean;
  }
  return image;
}

/** Second derivatives by each coefficient: Σₑ p · (1 − p) · x² + penalty, [classes, width]. */
function diagonalOf({ x, width, penalties }: Standardized, off: Float64Array, truth: Int32Array, classes: number) {
  // Of a bias that all examples are sure of, the derivative may be rounded to 0.
  const diagonal = Float64Array.from({ length: classes * width }, (_, i) => penalties[i % width] + 1e-200);
  for (let e = 0; e < truth.length; e++) {
    const row = x.subarray(e * width, (e + 1) * width);
    for (let c = 0; c < classes; c++) {
      const share = Math.abs(off[e * classes + c]);
      const sums = diagonal.subarray(c * width, (c + 1) * width);
      for (let j = 0; j < width; j++) sums[j] += share * (1 - share) * row[j] * row[j];
    }
  }
  return diagonal;
}

interface Line {
  /** Where it starts, [classes, width], and the scores there, [rows, classes] */
  readonly coefficients: Float64Array;
  readonly scores: Float64Array;
  /** Its direction, [classes, width] */
  readonly step: Float64Array;
  readonly truth: Int32Array;
  readonly classes: number;
}

/** A length at which the slope along the step has fallen to a tenth: it grows along any line, as the sum is convex. */
function lineSearch(standard: Standardized, { coefficients, scores, step, truth, classes }: Line): number {
  const { penalties, width } = standard;
  const change = scoresOf(standard, step);
  const slopeAt = (length: number): number => {
    const off = errorsOf(
      scores.map((score, i) => score + length * change[i]),
      truth,
      classes,
    );
    let slope = dot(off, change);
    for (let i = 0; i < step.length; i++)
      slope += penalties[i % width] * (coefficients[i] + length * step[i]) * step[i];
    return slope;
  };
  const flat = Math.abs(slopeAt(0)) / 10;
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, 1];
  for (let n = 0; n < 100; n++) {
    const slope = slopeAt(length);
    if (Math.abs(slope) <= flat) break;
    if (slope < 0) low = length;
    else high = length;
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return length;
}

/** The readout of all classes, given that of those with examples. Its biases sum to 0 before. */
function spread({ weights, bias }: LinearReadout, present: readonly number[], classes: number): LinearReadout {
  const columns = weights.length / present.length;
  const mean = bias.reduce((sum, own) => sum + own, 0) / bias.length;
  const all = new LinearReadout(
    classes,
    new Float64Array(columns * classes),
    new Float64Array(classes).fill(Number.NEGATIVE_INFINITY),
  );
  for (const [c, label] of present.entries()) {
    all.bias[label] = bias[c] - mean;
    for (let j = 0; j < columns; j++) all.weights[j * classes + label] = weights[j * present.length + c];
  }
  return all;
}
