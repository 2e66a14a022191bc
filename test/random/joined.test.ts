import { test } from "uvu";
import * as assert from "uvu/assert";
import { eachJoined } from "../../src/random/eachJoined.js";
import { gapScale, type Joined, visitJoined } from "../../src/random/joined.js";
import { shortLog } from "../../src/random/shortLog.js";

const key = { seed: 2 ** 40 + 5, stream: 9 };
const joined = (probability: number, rows: number, columns: number, self = true): Joined => ({
  ...key,
  ...{ probability, self, rows, columns },
});

/** The columns of each row. */
function rowsOf(of: Joined, first = 0, end = of.rows): number[][] {
  const rows: number[][] = [];
  eachJoined(of, first, end, (columns, counts, firstRow) => {
    assert.is(firstRow, first + rows.length, "parts follow one another");
    let at = 0;
    for (const count of counts) {
      rows.push([...columns.subarray(at, at + count)]);
      at += count;
    }
    assert.is(at, columns.length);
  });
  return rows;
}

function defined(of: Joined): number[][] {
  return Array.from({ length: of.rows }, (_, row) => {
    const columns: number[] = [];
    visitJoined(of, row, (column) => columns.push(column));
    return columns;
  });
}

/** χ² of counts against what is expected, classes of fewer than 5 thrown together, in deviations from its mean. */
function surprise(found: readonly number[], expected: readonly number[]): number {
  const classes: [number, number][] = [[0, 0]];
  for (const [i, e] of expected.entries()) {
    const last = classes[classes.length - 1];
    last[0] += found[i] ?? 0;
    last[1] += e;
    if (last[1] >= 5) classes.push([0, 0]);
  }
  const full = classes.filter(([, e]) => e >= 5);
  const chi2 = full.reduce((sum, [f, e]) => sum + (f - e) ** 2 / e, 0);
  const freedom = full.length - 1;
  return (chi2 - freedom) / Math.sqrt(2 * freedom);
}

/** P(k) of n trials, by recurrence in logarithms. */
function binomial(n: number, p: number): number[] {
  const logs = [n * Math.log1p(-p)];
  for (let k = 1; k <= n; k++) logs.push(logs[k - 1] + Math.log(((n - k + 1) / k) * (p / (1 - p))));
  return logs.map(Math.exp);
}

test("the compiled kernel joins the pairs of the definition, whatever the probability and the sizes", () => {
  for (const of of [
    ...[joined(0.1, 50, 1000), joined(0.3, 50, 40, false), joined(1, 5, 5, false), joined(1, 4, 1)],
    ...[joined(1e-3, 3000, 100), joined(0.02, 100, 4000, false), joined(1, 1, 1, false), joined(0, 3, 3)],
    ...[joined(1e-9, 20, 1000), joined(0.999, 30, 70), joined(0.5, 70, 30, false), joined(1, 3000, 17)],
  ]) {
    assert.equal(rowsOf(of), defined(of), JSON.stringify(of));
  }
});

test("without WebAssembly SIMD the definition is taken itself; rows can be drawn from any one on", () => {
  const of = joined(0.1, 40, 200, false);
  const all = defined(of);
  const found: number[][] = [];
  eachJoined(of, 0, 40, (columns) => found.push([...columns]), null);
  assert.equal(found, all);
  assert.equal(rowsOf(of, 17, 23), all.slice(17, 23));
});

test("numbers of synapses of a row and of a column are binomial, and no pair is joined twice", () => {
  for (const [p, rows, columns] of [
    [0.1, 2000, 300],
    [0.02, 3000, 500],
    [0.7, 2000, 60],
  ]) {
    const found = rowsOf(joined(p, rows, columns));
    for (const row of found) assert.ok(row.every((j, i) => j >= 0 && j < columns && (i === 0 || j > row[i - 1])));
    const outDegrees = Array<number>(columns + 1).fill(0);
    const inDegree = new Int32Array(columns);
    for (const row of found) {
      outDegrees[row.length]++;
      for (const j of row) inDegree[j]++;
    }
    const outExpected = binomial(columns, p).map((x) => x * rows);
    assert.ok(surprise(outDegrees, outExpected) < 4, `rows, p = ${p}: ${surprise(outDegrees, outExpected)}`);
    // Each column's number is binomial: the sum of squares of its deviations is χ² with `columns` degrees of freedom.
    const variance = rows * p * (1 - p);
    const chi2 = inDegree.reduce((sum, n) => sum + (n - rows * p) ** 2 / variance, 0);
    assert.ok(Math.abs(chi2 - columns) < 4 * Math.sqrt(2 * columns), `columns, p = ${p}: χ² ${chi2} of ${columns}`);
  }
});

test("gaps between joined columns are geometric, and one gap says nothing of the next", () => {
  const p = 0.15;
  const gaps = rowsOf(joined(p, 400, 2000)).flatMap((row) => row.map((j, i) => j - (i === 0 ? -1 : row[i - 1])));
  const counts = Array<number>(60).fill(0);
  for (const gap of gaps) counts[Math.min(gap, 60) - 1]++;
  const expected = counts.map((_, i) => gaps.length * (i < 59 ? p * (1 - p) ** i : (1 - p) ** 59));
  // A row's last gap is cut off where the columns end: some 1 of 300 is missing, the longer ones rather.
  assert.ok(surprise(counts, expected) < 5, `${surprise(counts, expected)}`);
  const mean = gaps.reduce((sum, g) => sum + g, 0) / gaps.length;
  const product = gaps.slice(1).reduce((sum, g, i) => sum + (g - mean) * (gaps[i] - mean), 0) / gaps.length;
  const variance = (1 - p) / p ** 2;
  assert.ok(Math.abs(product / variance) < 4 / Math.sqrt(gaps.length), `correlation ${product / variance}`);
});

test("without self, each pair but the own one is joined with the same probability, also where sizes differ", () => {
  const [rows, columns, p] = [40, 25, 0.3];
  const times = new Int32Array(rows * columns);
  const seeds = 2000;
  for (let seed = 0; seed < seeds; seed++) {
    for (const [i, row] of rowsOf({ ...joined(p, rows, columns, false), seed }).entries()) {
      for (const j of row) times[i * columns + j]++;
    }
  }
  const deviation = Math.sqrt(seeds * p * (1 - p));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const found = times[i * columns + j];
      if (i === j) assert.is(found, 0);
      else assert.ok(Math.abs(found - seeds * p) < 5 * deviation, `${i} to ${j}: ${found}`);
    }
  }
});

test("another seed, stream or row gives other pairs", () => {
  const of = joined(0.5, 2, 64);
  const rows = [...rowsOf(of), rowsOf({ ...of, seed: 1 })[0], rowsOf({ ...of, stream: 1 })[0]];
  assert.is(new Set(rows.map(String)).size, 4);
});

test("the short logarithm is within a millionth of its value, at both ends and all the way", () => {
  const words = [0, 1, 2, 3, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1];
  for (let i = 0; i < 4096; i++)
    words.push(i * 2 ** 20 + 12_345, Math.floor(2 ** (i / 128)), 2 ** 32 - 1 - Math.floor(2 ** (i / 128)));
  for (const word of words) {
    const silent = (2 ** 32 - word - 0.5) * 2 ** -32;
    const exact = word >= 2 ** 31 ? Math.log1p(-silent) : Math.log((word + 0.5) * 2 ** -32);
    assert.ok(Math.abs(shortLog(word) / exact - 1) < 1e-6, `${word}: ${shortLog(word)}, ${exact}`);
  }
});

test("the scale of gaps keeps its digits for small probabilities", () => {
  for (const p of [0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-9, 1e-17]) {
    const exact = 1 / Math.log1p(-p);
    assert.ok(Math.abs(gapScale(p) / exact - 1) < 1e-7, `${p}`);
  }
  assert.is(gapScale(1), 0, "no gap");
});

test.run();
