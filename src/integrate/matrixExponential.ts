/** A square matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

const size = (a: Matrix): readonly number[] => [...a.keys()];
const matmul = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => size(a).map((j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));

/**
 * e^A by scaling and squaring with a Taylor series of 18 terms on the scaled matrix (norm at most 1/2, remainder below
 * 1e-21). Source: Moler & Van Loan (2003), SIAM Review 45, method 3.
 */
export function matrixExponential(a: Matrix): number[][] {
  const norm = Math.max(0, ...a.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
  const squarings = Math.max(0, Math.ceil(Math.log2(Math.max(norm, Number.MIN_VALUE) * 2)));
  const scaled = a.map((row) => row.map((x) => x / 2 ** squarings));
  let term: number[][] = size(a).map((i) => size(a).map((j) => Number(i === j)));
  let sum = term;
  for (let k = 1; k <= 18; k++) {
    term = matmul(term, scaled).map((row) => row.map((x) => x / k));
    sum = sum.map((row, i) => row.map((x, j) => x + term[i][j]));
  }
  for (let k = 0; k < squarings; k++) sum = matmul(sum, sum);
  return sum;
}
