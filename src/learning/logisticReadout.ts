import type { TensorInput } from "./input.js";
import { type Fit, LinearReadout, type ReadoutOptions, readFit } from "./linearReadout.js";

/** Maximum number of steps; usually it stops earlier, when steps change the scores by less than the tolerance. */
const MOST_STEPS = 20_000;
const TOLERANCE = 1e-9;

/**
 * Readout by multinomial logistic regression. Its weights minimize
 *
 *   −Σₑ ln p[e, class of e] + penalty/2 · Σ weights²,   p[e, c] = exp(score[e, c]) / Σₖ exp(score[e, k]),
 *
 * by Nesterov's accelerated gradient method, restarted when it overshoots; the bias is not penalized.
 * @param features such as spike counts, [examples, features]
 * @param labels class of each example, [examples]
 * @throws InputError for features, labels and options that do not fit
 * @see Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4; O'Donoghue & Candès (2015),
 *   doi:10.1007/s10208-013-9150-3, for the restarts
 */
export function logisticReadout(features: TensorInput, labels: TensorInput, options: ReadoutOptions): LinearReadout {
  const fit = readFit("logisticReadout", features, labels, options);
  const { columns, classes } = fit;
  // The bias is the last feature, scaled to the size of the others.
  const size = (columns + 1) * classes;
  const scale = rootMeanSquare(fit.values);
  const step = 1 / (curvature(fit, scale) / 2 + fit.penalty);
  let [at, ahead] = [new Float64Array(size), new Float64Array(size)];
  let momentum = 1;
  for (let n = 0; n < MOST_STEPS; n++) {
    const slope = gradient(fit, ahead, scale);
    const next = ahead.map((w, i) => w - step * slope[i]);
    const moved = next.map((w, i) => w - at[i]);
    const isBack = moved.reduce((sum, d, i) => sum + d * slope[i], 0) > 0;
    const raised = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const push = isBack ? 0 : (momentum - 1) / raised;
    momentum = isBack ? 1 : raised;
    ahead = next.map((w, i) => w + push * moved[i]);
    at = next;
    if (Math.max(...slope.map(Math.abs)) * step < TOLERANCE) break;
  }
  const bias = at.slice(columns * classes).map((w) => w * scale);
  return new LinearReadout(classes, at.slice(0, columns * classes), bias);
}

function rootMeanSquare(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  return mean > 0 ? Math.sqrt(mean) : 1;
}

/** The largest eigenvalue of XᵀX by power iteration, slightly overestimated. */
function curvature({ values, rows, columns }: Fit, scale: number): number {
  let direction = new Float64Array(columns + 1).fill(1 / Math.sqrt(columns + 1));
  let largest = 0;
  for (let n = 0; n < 30; n++) {
    const image = new Float64Array(columns + 1);
    for (let e = 0; e < rows; e++) {
      let product = direction[columns] * scale;
      for (let j = 0; j < columns; j++) product += direction[j] * values[e * columns + j];
      for (let j = 0; j < columns; j++) image[j] += product * values[e * columns + j];
      image[columns] += product * scale;
    }
    largest = Math.hypot(...image);
    direction = image.map((x) => x / largest);
  }
  return 1.1 * largest;
}

function gradient({ values, rows, columns, labels, classes, penalty }: Fit, w: Float64Array, scale: number) {
  const slope = new Float64Array(w.length);
  const p = new Float64Array(classes);
  for (let e = 0; e < rows; e++) {
    const row = values.subarray(e * columns, (e + 1) * columns);
    for (let c = 0; c < classes; c++) {
      let score = w[columns * classes + c] * scale;
      for (let j = 0; j < columns; j++) score += row[j] * w[j * classes + c];
      p[c] = score;
    }
    const most = Math.max(...p);
    let total = 0;
    for (let c = 0; c < classes; c++) total += p[c] = Math.exp(p[c] - most);
    for (let c = 0; c < classes; c++) {
      const off = p[c] / total - Number(c === labels[e]);
      for (let j = 0; j < columns; j++) slope[j * classes + c] += off * row[j];
      slope[columns * classes + c] += off * scale;
    }
  }
  for (let i = 0; i < columns * classes; i++) slope[i] += penalty * w[i];
  return slope;
}
