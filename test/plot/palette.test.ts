import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { categoryColors, colorAt, colorScale, inkOn, type MagnitudeScale, parseHex } from "../../src/plot/palette.js";

test("magnitude scales end in their published colors", () => {
  // matplotlib's tables: viridis(0), viridis(255), cividis(0).
  assert.equal(colorAt(colorScale("test", "viridis"), 0), [68, 1, 84]);
  assert.equal(colorAt(colorScale("test", "viridis"), 1), [253, 231, 37]);
  assert.equal(colorAt(colorScale("test", "cividis"), 0), [0, 32, 81]);
  assert.equal(colorAt(colorScale("test", "gray"), 0.5), [128, 128, 128]);
  assert.equal(colorAt(colorScale("test", "gray"), -3), [0, 0, 0]);
  assert.equal(colorAt(colorScale("test", "gray"), 7), [255, 255, 255]);
});

const luminance = ([r, g, b]: readonly number[]) => {
  const [lr, lg, lb] = [r, g, b].map((part) =>
    part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
};
const contrast = (a: readonly number[], b: readonly number[]) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

test("magnitude scales grow in luminance from end to end", () => {
  for (const name of ["viridis", "cividis", "gray"] as const) {
    const scale = colorScale("test", name);
    for (let i = 1; i <= 100; i++) {
      assert.ok(luminance(colorAt(scale, i / 100)) > luminance(colorAt(scale, (i - 1) / 100)), `${name} at ${i} %`);
    }
  }
});

test("category colors are distinct, and seen on light and dark grounds", () => {
  for (const count of [1, 7, 8, 10, 30]) {
    const colors = categoryColors(count);
    assert.is(new Set(colors).size, count);
  }
  for (const color of categoryColors(7)) {
    assert.ok(contrast(parseHex(color), [255, 255, 255]) > 2, `${color} on white`);
    assert.ok(contrast(parseHex(color), [17, 17, 17]) > 3, `${color} on #111`);
  }
});

test("ink on any color has a contrast of at least 4.5", () => {
  for (let i = 0; i < 512; i++) {
    const color = [(i & 7) * 36, ((i >> 3) & 7) * 36, (i >> 6) * 36] as const;
    assert.ok(contrast(parseHex(inkOn(color)), color) >= 4.5, color.join());
  }
});

test("an unknown scale is refused with the names that exist", () => {
  assert.throws(
    () => colorScale("image", "jet" as MagnitudeScale),
    (error: Error) => error instanceof InputError && /"jet".*viridis/.test(error.message),
  );
});

test.run();
