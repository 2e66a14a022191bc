import { add, type Expr, name, number, times } from "../equations/ast.js";
import { cholesky, type Matrix, matmul, norm, transposed } from "./matrix.js";
import { matrixExponential } from "./matrixExponential.js";

/**
 * What white noise adds in a step to linear equations dx = A·x dt + G dW: jointly normal numbers with the covariance Q
 * = ∫₀^dt e^(A·s)·G·Gᵀ·e^(Aᵀ·s) ds, as L·z with L·Lᵀ = Q and independent standard normal z, one for each variable:
 * `xi:v`.
 */
export function jointNoise(states: readonly string[], a: Matrix, g: Matrix, dt: number): ReadonlyMap<string, Expr> {
  const factor = cholesky(covariance(a, matmul(g, transposed(g)), dt));
  return new Map(
    states.map((state, i) => {
      const terms = factor[i].flatMap((x, j) => (x === 0 ? [] : [times(number(x), name(`xi:${states[j]}`))]));
      return [state, terms.reduce<Expr>((sum, term) => add(sum, term), number(0))];
    }),
  );
}

/**
 * Q(dt) by doubling from Q(h) for a short time h, over which A·h is small: Q(2h) = Q(h) + e^(A·h)·Q(h)·e^(Aᵀ·h). Q(h)
 * is read off the exponential of [[−A, G·Gᵀ], [0, Aᵀ]]·h.
 * @see Van Loan (1978), IEEE Transactions on Automatic Control 23, 395–404
 */
function covariance(a: Matrix, gg: Matrix, dt: number): Matrix {
  const n = a.length;
  const doublings = Math.max(0, Math.ceil(Math.log2(Math.max(norm(a) * dt, Number.MIN_VALUE))) + 1);
  const h = dt / 2 ** doublings;
  const block = [...a.keys()].flatMap((i) => [[...a[i].map((x) => -x * h), ...gg[i].map((x) => x * h)]]);
  const below = [...a.keys()].map((i) => [...Array<number>(n).fill(0), ...a.map((row) => row[i] * h)]);
  const exponential = matrixExponential([...block, ...below]);
  let step = transposed(exponential.slice(n).map((row) => row.slice(n)));
  let found = matmul(
    step,
    exponential.slice(0, n).map((row) => row.slice(n)),
  );
  for (let i = 0; i < doublings; i++) {
    const moved = matmul(matmul(step, found), transposed(step));
    found = found.map((row, r) => row.map((x, c) => x + moved[r][c]));
    step = matmul(step, step);
  }
  return found;
}
