import { test } from "uvu";
import * as assert from "uvu/assert";
import { uniformArray } from "../../src/random/distributions.js";
import { LN2_HIGH, LN2_LOW, log } from "../../src/random/log.js";

const unitInTheLastPlace = (y: number) => 2 ** (Math.floor(Math.log2(Math.abs(y))) - 52);

function largestDifference(values: Iterable<number>): number {
  let largest = 0;
  for (const x of values) {
    const y = Math.log(x);
    largest = Math.max(largest, Math.abs(log(x) - y) / unitInTheLastPlace(y));
  }
  return largest;
}

test("ln 2 in two parts", () => {
  assert.is(LN2_HIGH + LN2_LOW, Math.LN2);
  assert.is(LN2_HIGH * 2 ** 32, Math.floor(Math.LN2 * 2 ** 32));
});

test("differs from Math.log by at most one unit in the last place", () => {
  const u = uniformArray(50_000, { seed: 1, stream: 1 });
  assert.ok(largestDifference(u) <= 1, "uniform");
  assert.ok(largestDifference(u.map((x) => 1 - x / 1000)) <= 1, "close to 1");
  assert.ok(largestDifference(u.map((x) => 2 ** (-1022 * x))) <= 1, "all exponents");
  assert.ok(largestDifference(u.map((x) => Math.SQRT1_2 + (x - 0.5) * 1e-5)) <= 1, "where mantissas are halved");
});

test("ends of the range", () => {
  assert.is(log(1), 0);
  assert.is(log(0.5), -Math.LN2);
  assert.ok(largestDifference([1 - 2 ** -53, 1 - 2 ** -33, 2 ** -33, 2 ** -1022]) <= 1);
});

test("never falls as x grows", () => {
  const sorted = uniformArray(20_000, { seed: 2, stream: 1 }).sort();
  for (let i = 1; i < sorted.length; i++) assert.ok(log(sorted[i]) >= log(sorted[i - 1]), `at ${sorted[i]}`);
  for (let i = 1, x = 0.7; i < 20_000; i++) {
    const next = x + 2 ** -53;
    assert.ok(log(next) >= log(x), `at ${x}`);
    x = next;
  }
});

test.run();
