import { balance, identity, type Matrix, matmul, norm } from "./matrix.js";

/**
 * e^A by scaling and squaring with a Taylor series of 18 terms on the balanced and scaled matrix (norm at most 1/2,
 * remainder below 1e-21). Source: Moler & Van Loan (2003), SIAM Review 45, method 3.
 */
export function matrixExponential(a: Matrix): number[][] {
  const units = balance(a, 0.1);
  const balanced = a.map((row, i) => row.map((x, j) => (x * units[j]) / units[i]));
  const squarings = Math.max(0, Math.ceil(Math.log2(Math.max(norm(balanced), Number.MIN_VALUE) * 2)));
  const scaled = balanced.map((row) => row.map((x) => x / 2 ** squarings));
  let term = identity(a.length);
  let sum = term;
  for (let k = 1; k <= 18; k++) {
    term = matmul(term, scaled).map((row) => row.map((x) => x / k));
    sum = sum.map((row, i) => row.map((x, j) => x + term[i][j]));
  }
  for (let k = 0; k < squarings; k++) sum = matmul(sum, sum);
  return sum.map((row, i) => row.map((x, j) => (x * units[i]) / units[j]));
}
