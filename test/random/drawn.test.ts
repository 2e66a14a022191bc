import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Drawn, drawnArray, drawnRange } from "../../src/random/drawn.js";
import { eachDrawn } from "../../src/random/eachDrawn.js";

const key = { seed: 2 ** 40 + 5, stream: 77 };
const kinds: readonly Drawn[] = [
  { kind: "uniform", a: 0.3, b: 1.7, ...key },
  { kind: "normal", a: -2, b: 0.5, ...key },
];

function collected(drawn: Drawn, count: number): Float32Array {
  const values = new Float32Array(count);
  let next = 0;
  eachDrawn(drawn, count, (part, first) => {
    assert.is(first, next, "parts follow one another");
    values.set(part, first);
    next += part.length;
  });
  assert.is(next, count);
  return values;
}

test("the compiled kernel draws the numbers of the definition, rounded to float32, bit for bit, for any length", () => {
  for (const drawn of kinds) {
    for (const count of [0, 1, 2, 5, 8191, 8192, 8193, 30_001]) {
      const expected = Float32Array.from(drawnArray(drawn, count));
      const found = collected(drawn, count);
      const at = expected.findIndex((x, i) => !Object.is(x, found[i]));
      assert.is(at, -1, `${drawn.kind}, ${count}: element ${at}`);
    }
  }
});

test("without WebAssembly SIMD the definition is taken itself", () => {
  for (const drawn of kinds) {
    const parts: number[] = [];
    eachDrawn(drawn, 100, (values) => parts.push(...values), null);
    assert.equal(Float32Array.from(parts), collected(drawn, 100));
  }
});

test("means and variances of a million numbers, and no number beyond the range that is promised", () => {
  const n = 1_000_000;
  for (const [drawn, mean, variance, kurtosis] of [
    [kinds[0], 1, 1.4 ** 2 / 12, 1.8],
    [kinds[1], -2, 0.25, 3],
  ] as const) {
    const values = collected(drawn, n);
    const [low, high] = drawnRange(drawn);
    const found = values.reduce((sum, x) => sum + x, 0) / n;
    const spread = values.reduce((sum, x) => sum + (x - found) ** 2, 0) / n;
    assert.ok(Math.abs(found - mean) < 4 * Math.sqrt(variance / n), `${drawn.kind}: mean ${found}`);
    assert.ok(Math.abs(spread / variance - 1) < 4 * Math.sqrt((kurtosis - 1) / n), `${drawn.kind}: variance ${spread}`);
    assert.ok(values.every((x) => x >= Math.fround(low) && x <= Math.fround(high)));
  }
});

test("the two normal numbers of one point are not correlated, nor are their squares", () => {
  const z = drawnArray({ kind: "normal", a: 0, b: 1, ...key }, 200_000);
  let [product, squares] = [0, 0];
  for (let i = 0; i < z.length; i += 2) {
    product += z[i] * z[i + 1];
    squares += (z[i] ** 2 - 1) * (z[i + 1] ** 2 - 1);
  }
  const n = z.length / 2;
  assert.ok(Math.abs(product / n) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(squares / n) < (4 * 2) / Math.sqrt(n));
});

test.run();
