import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { categoryColors, colorAt, colorScale, inkOn, type MagnitudeScale, parseHex } from "../../src/plot/palette.js";
import { difference, labOf } from "./colorDifference.js";

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

test("CIEDE2000 gives its published values", () => {
  // Pairs 1, 7, 13, 17 and 24 of the table of Sharma, Wu and Dalal.
  const pairs = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [50, 3.2592, 0.335], 1.0],
  ] as const;
  for (const [a, b, expected] of pairs) {
    assert.ok(Math.abs(difference(a, b) - expected) < 1e-3, `${difference(a, b)} for ${expected}`);
  }
  assert.equal(
    labOf([255, 255, 255]).map((part) => Math.round(Math.abs(part))),
    [100, 0, 0],
  );
});

test("ten classes look different from one another to people with any color vision, in both themes", () => {
  const colors = categoryColors(10).map(parseHex);
  for (const [vision, least] of [
    ["normal", 22.5],
    ["deuteranopia", 11],
    ["protanopia", 11],
    ["tritanopia", 11],
  ] as const) {
    const seen = colors.map((color) => labOf(color, vision));
    for (const [i, a] of seen.entries()) {
      for (const [j, b] of seen.slice(0, i).entries()) {
        assert.ok(difference(a, b) > least, `classes ${i} and ${j}: ${difference(a, b)} with ${vision}`);
      }
    }
  }
  for (const color of colors) {
    assert.ok(contrast(color, [255, 255, 255]) > 1.6, `${color} on white`);
    assert.ok(contrast(color, [17, 17, 17]) > 2.9, `${color} on #111`);
  }
  const grays = colors.map((color) => labOf(color)).filter(([, a, b]) => Math.hypot(a, b) < 25);
  assert.is(grays.length, 1, "two grays are the same to a reader");
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
