/** A square matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

const size = (a: Matrix): readonly number[] => [...a.keys()];

export const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));

export const matmul = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => size(a).map((j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));

/** The maximum absolute row sum. */
export const norm = (a: Matrix): number => Math.max(0, ...a.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));

/**
 * Powers of 2 such that D⁻¹·A·D has rows and columns of similar size, so that rounding does not depend on units. Sums
 * below `floor` count as `floor`, as they are too small to matter. Source: Parlett & Reinsch (1969), Numer. Math. 13,
 * 293–304.
 */
export function balance(a: Matrix, floor: number): number[] {
  const scales = a.map(() => 1);
  for (let sweep = 0, changed = true; changed && sweep < 100; sweep++) {
    changed = false;
    for (const i of size(a)) {
      const at = (row: number, column: number) => (Math.abs(a[row][column]) * scales[column]) / scales[row];
      const row = size(a).reduce((sum, j) => sum + at(i, j), 0);
      const column = size(a).reduce((sum, j) => sum + at(j, i), 0);
      const factor = 2 ** Math.round(Math.log2(Math.max(row, floor) / Math.max(column, floor)) / 2);
      if (!(factor > 0 && Number.isFinite(factor)) || factor === 1) continue;
      scales[i] *= factor;
      changed = true;
    }
  }
  return scales;
}

/**
 * The largest absolute value of an eigenvalue: the limit of ‖Aᵏ‖^{1/k} (Gelfand 1941), for k = 2⁴⁰ by squaring. NaN for
 * a matrix with an entry that is not finite.
 */
export function spectralRadius(a: Matrix): number {
  let power = a.map((row) => [...row]);
  let logarithm = 0;
  for (let k = 0; k < 40; k++) {
    const scale = norm(power);
    if (!(scale > 0)) return scale;
    if (!Number.isFinite(scale)) return Number.NaN;
    logarithm += Math.log(scale) / 2 ** k;
    power = power.map((row) => row.map((x) => x / scale));
    power = matmul(power, power);
  }
  return Math.exp(logarithm);
}

export const transposed = (a: Matrix): number[][] => a[0].map((_, j) => a.map((row) => row[j]));

/** The lower triangle L with L·Lᵀ = A, for a positive semidefinite A; pivots below rounding error become 0. */
export function cholesky(a: Matrix): number[][] {
  const lower = a.map((row) => row.map(() => 0));
  for (let j = 0; j < a.length; j++) {
    const done = lower[j].slice(0, j).reduce((sum, x) => sum + x * x, 0);
    const pivot = a[j][j] - done;
    if (!(pivot > 1e-14 * a[j][j])) continue;
    lower[j][j] = Math.sqrt(pivot);
    for (let i = j + 1; i < a.length; i++) {
      const dot = lower[i].slice(0, j).reduce((sum, x, k) => sum + x * lower[j][k], 0);
      lower[i][j] = (a[i][j] - dot) / lower[j][j];
    }
  }
  return lower;
}
