import { dot } from "./standardized.js";

const MOST_STEPS = 500;

/**
 * The solution of A·x = b for a symmetric A without negative eigenvalues, until the residual has fallen to the tolerance,
 * as the preconditioner measures it: a solution of M·x = b for a positive definite M close to A.
 * @see Nocedal & Wright (2006), Numerical Optimization, algorithm 5.3
 */
export function conjugateGradients(
  product: (x: Float64Array) => Float64Array,
  precondition: (b: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
): Float64Array {
  const x = new Float64Array(b.length);
  const rest = b.slice();
  let scaled = precondition(rest);
  let along = scaled;
  let error = dot(rest, scaled);
  const least = tolerance ** 2 * error;
  for (let n = 0; n < MOST_STEPS && error > least; n++) {
    const image = product(along);
    const curvature = dot(along, image);
    if (!(curvature > 0)) break;
    const length = error / curvature;
    for (let i = 0; i < x.length; i++) {
      x[i] += length * along[i];
      rest[i] -= length * image[i];
    }
    scaled = precondition(rest);
    const before = error;
    error = dot(rest, scaled);
    const last = along;
    along = scaled.map((z, i) => z + (error / before) * last[i]);
  }
  return x;
}
