import { type Fit, LinearReadout } from "./linearReadout.js";

/**
 * Features in units in which all are alike: x[e, j] = (features[e, j] − mean[j]) / scale[j], where scale[j]² =
 * Σₑ (features[e, j] − mean[j])² + penalty. The last column is 1 / √rows, for the bias.
 */
export interface Standardized {
  /** [rows, width], row by row */
  readonly x: Float64Array;
  readonly rows: number;
  readonly width: number;
  /** √(Σₑ x[e, j]²), [width] */
  readonly norms: Float64Array;
  /** What the penalty on squared weights is for squared coefficients of x, [width] */
  readonly penalties: Float64Array;
  /** The readout with these coefficients of x, [classes, width]. */
  readout(coefficients: Float64Array): LinearReadout;
}

export function standardized({ values, rows, columns, penalty }: Fit): Standardized {
  // Relative to the first value, so that a constant feature is exactly 0.
  const means = values.slice(0, columns);
  for (let i = 0; i < values.length; i++) means[i % columns] += (values[i] - values[i % columns]) / rows;
  const largest = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) {
    const j = i % columns;
    largest[j] = Math.max(largest[j], Math.abs(values[i] - means[j]));
  }
  const squares = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) {
    const j = i % columns;
    if (largest[j] > 0) squares[j] += ((values[i] - means[j]) / largest[j]) ** 2;
  }
  const spreads = largest.map((size, j) => size * Math.sqrt(squares[j]));
  const scales = spreads.map((spread) => Math.hypot(spread, Math.sqrt(penalty)));
  const width = columns + 1;
  const unit = 1 / Math.sqrt(rows);
  const x = new Float64Array(rows * width);
  for (let e = 0; e < rows; e++) {
    for (let j = 0; j < columns; j++) x[e * width + j] = (values[e * columns + j] - means[j]) / scales[j];
    x[e * width + columns] = unit;
  }
  const penalties = Float64Array.from({ length: width }, (_, j) => (j < columns ? penalty / scales[j] / scales[j] : 0));
  const norms = Float64Array.from({ length: width }, (_, j) => (j < columns ? spreads[j] / scales[j] : 1));
  const readout = (coefficients: Float64Array): LinearReadout => {
    const classes = coefficients.length / width;
    const weights = new Float64Array(columns * classes);
    const bias = new Float64Array(classes);
    for (let c = 0; c < classes; c++) {
      bias[c] = coefficients[c * width + columns] * unit;
      for (let j = 0; j < columns; j++) {
        const weight = coefficients[c * width + j] / scales[j];
        weights[j * classes + c] = weight;
        bias[c] -= means[j] * weight;
      }
    }
    return new LinearReadout(classes, weights, bias);
  };
  return { x, rows, width, norms, penalties, readout };
}

/** Σⱼ x[e, j] · coefficients[c, j], [rows, classes] */
export function scoresOf({ x, width }: Standardized, coefficients: Float64Array): Float64Array {
  const [examples, classes] = [rowsOf(x, width), rowsOf(coefficients, width)];
  return Float64Array.from(examples.flatMap((row) => classes.map((own) => dot(row, own))));
}

/** Σₑ off[e, c] · x[e, j] + penalty[j] · coefficients[c, j], [classes, width] */
export function slopesOf({ x, width, penalties }: Standardized, off: Float64Array, coefficients: Float64Array) {
  const slopes = coefficients.map((w, i) => penalties[i % width] * w);
  const [examples, classes] = [rowsOf(x, width), rowsOf(slopes, width)];
  // Four examples at a time, as sums are read and written for each.
  for (let e = 0; e < examples.length; e += 4) {
    const [r0, r1, r2, r3] = [0, 1, 2, 3].map((k) => examples[Math.min(e + k, examples.length - 1)]);
    for (const [c, sums] of classes.entries()) {
      const [o0, o1, o2, o3] = [0, 1, 2, 3].map((k) => off[(e + k) * classes.length + c] ?? 0);
      for (let j = 0; j < width; j++) sums[j] += o0 * r0[j] + o1 * r1[j] + o2 * r2[j] + o3 * r3[j];
    }
  }
  return slopes;
}

/** Views of the rows of a matrix. */
export const rowsOf = (matrix: Float64Array, width: number): Float64Array[] =>
  Array.from({ length: matrix.length / width }, (_, i) => matrix.subarray(i * width, (i + 1) * width));

/** Σₖ a[k] · b[k], in four sums that a processor can add at once. */
export function dot(a: Float64Array, b: Float64Array, length = a.length): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[k] * b[k];
    s1 += a[k + 1] * b[k + 1];
    s2 += a[k + 2] * b[k + 2];
    s3 += a[k + 3] * b[k + 3];
  }
  for (; k < length; k++) s0 += a[k] * b[k];
  return s0 + s1 + (s2 + s3);
}

/**
 * How far slopes [classes, width] are from 0: the largest of |slope| / (norm of its x · size of its class). Features that
 * the penalty makes count a thousand times less than others may have as large slopes as those a thousand times less.
 */
export function steepness({ norms, width }: Standardized, slopes: Float64Array, sizes: Float64Array): number {
  const least = norms.subarray(0, width - 1).reduce((a, b) => Math.max(a, b), 0) / 1000;
  let most = 0;
  for (let i = 0; i < slopes.length; i++) {
    const size = Math.max(norms[i % width], least) * sizes[Math.floor(i / width)];
    // NaN stays NaN.
    if (slopes[i] !== 0) most = Math.max(most, Math.abs(slopes[i]) / size);
  }
  return most;
}
