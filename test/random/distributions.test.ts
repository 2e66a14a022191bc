import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { normalArray, permutation, uniformArray } from "../../src/random/distributions.js";
import { keySchedule, threefry } from "../../src/random/threefry.js";
import { Words } from "../../src/random/words.js";

/** Kolmogorov's distance of a sample from a distribution, times √n: above 1.95 with probability 0.001. */
function distance(sample: Float64Array, cumulative: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let largest = 0;
  sorted.forEach((x, i) => {
    largest = Math.max(largest, Math.abs(cumulative(x) - i / n), Math.abs(cumulative(x) - (i + 1) / n));
  });
  return largest * Math.sqrt(n);
}

/** Abramowitz & Stegun 26.2.17, within 7.5e-8. */
function normalCumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x > 0 ? 1 - tail : tail;
}

const correlation = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0) / a.length;
const key = { seed: 20_260_101, stream: 3 };

test("uniform numbers are uniform, in (0, 1), and begin alike", () => {
  const u = uniformArray(100_000, key);
  assert.ok(u.every((x) => x > 0 && x < 1));
  assert.ok(distance(u, (x) => x) < 1.95);
  assert.equal(Array.from(uniformArray(7, key)), Array.from(u.subarray(0, 7)));
});

test("the documented address of a uniform number", () => {
  const out = new Uint32Array(4);
  threefry(keySchedule(5, 3, 9, 1), 1, 0, 0, 0, out);
  const u = uniformArray(8, { seed: 3 * 2 ** 32 + 5, stream: 9 });
  assert.is(u[6], (out[2] + 0.5) / 2 ** 32);
});

test("normal numbers are normal, and begin alike", () => {
  const z = normalArray(100_000, key);
  assert.ok(distance(z, normalCumulative) < 1.95);
  assert.equal(Array.from(normalArray(7, key)), Array.from(z.subarray(0, 7)));
});

test("seeds, streams and neighbors are not correlated", () => {
  const n = 100_000;
  const z = normalArray(n, key);
  const others = [
    normalArray(n, { ...key, stream: 4 }),
    normalArray(n, { ...key, seed: key.seed + 1 }),
    normalArray(n, { ...key, seed: key.seed + 2 ** 32 }),
    normalArray(n + 1, key).subarray(1),
  ];
  for (const other of others) assert.ok(Math.abs(correlation(z, other)) < 4 / Math.sqrt(n));
});

test("a permutation has every number once", () => {
  for (const n of [0, 1, 2, 1000]) {
    const sorted = Array.from(permutation(n, key)).sort((a, b) => a - b);
    assert.equal(
      sorted,
      Array.from({ length: n }, (_, i) => i),
    );
  }
});

test("all orders of four are equally frequent", () => {
  const seen = new Map<string, number>();
  const trials = 24_000;
  for (let seed = 0; seed < trials; seed++) {
    const order = permutation(4, { seed, stream: 0 }).join("");
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  assert.is(seen.size, 24);
  let chiSquared = 0;
  for (const count of seen.values()) chiSquared += (count - trials / 24) ** 2 / (trials / 24);
  // 23 degrees of freedom: above 49.7 with probability 0.001.
  assert.ok(chiSquared < 49.7, `chi-squared ${chiSquared}`);
});

test("whole numbers below a bound have no bias where it shows most", () => {
  const words = new Words("test", key, 99);
  const n = 3 * 2 ** 30;
  const trials = 30_000;
  let low = 0;
  for (let i = 0; i < trials; i++) if (words.below(n) < 2 ** 30) low++;
  // A plain modulo would give 1/2 instead of 1/3; standard deviation 82.
  assert.ok(Math.abs(low - trials / 3) < 330, `${low}`);
});

test("bad input is refused", () => {
  const refused = (run: () => unknown, text: RegExp) =>
    assert.throws(run, (error: unknown) => error instanceof InputError && text.test(error.message));
  refused(() => uniformArray(-1, key), /count: found -1/);
  refused(() => normalArray(1.5, key), /count: found 1.5/);
  refused(() => permutation(Number.NaN, key), /count: found NaN/);
  refused(() => uniformArray(1, { seed: -1, stream: 0 }), /seed: found -1/);
  refused(() => uniformArray(1, { seed: 2 ** 53, stream: 0 }), /seed/);
  refused(() => normalArray(1, { seed: 0, stream: 2 ** 32 }), /stream/);
  refused(() => permutation(1, { seed: 0, stream: 0.5 }), /stream/);
});

test.run();
