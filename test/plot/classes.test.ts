import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { assignments } from "../../src/plot/assignments.js";
import { confusionMatrix } from "../../src/plot/confusionMatrix.js";
import type { Figure } from "../../src/plot/figure.js";
import { legendNames } from "../../src/plot/frame.js";
import { categoryColors, colorAt, parseHex } from "../../src/plot/palette.js";
import { markOf, tensor } from "./support.js";

const map = (figure: Figure) => markOf(figure, "cells");

test("confusion matrix: numbers are counts, colors shares of the row", () => {
  const figure = confusionMatrix(tensor([8, 2, 0, 0], [2, 2]), { names: ["cat", "dog"] });
  assert.equal(map(figure).words?.text, ["8", "2", "", ""]);
  assert.equal([map(figure).columns, ...map(figure).values], [2, 0.8, 0.2, 0, 0]);
  assert.is(map(figure).text?.[1], "actual cat, predicted dog\n2 (20.0 %)");
  assert.ok(figure.title.includes("80.0 % of 10"));
});

test("confusion matrix: actual class in rows from the top, predicted in columns from the left", () => {
  const { x, panels } = confusionMatrix([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.equal([x.title, panels[0].y.title], ["predicted class", "actual class"]);
  assert.equal(x.range, [-0.5, 2.5]);
  assert.equal(panels[0].y.range, [2.5, -0.5]);
});

test("assignments: neuron k is in row ⌊k / columns⌋; -1 is empty; the legend counts", () => {
  const figure = assignments([0, 1, 2, -1, 2], { grid: [2, 3] });
  assert.equal([map(figure).columns, ...map(figure).values], [3, 0, 1, 2, null, 2, null]);
  assert.equal(legendNames(figure), ["0: 1", "1: 1", "2: 2"]);
  assert.ok(figure.title.includes("4 of 5"));
});

test("assignments: names give the number of classes", () => {
  assert.equal(legendNames(assignments([0, 1], { names: ["cat", "dog", "owl"] })), ["cat: 1", "dog: 1", "owl: 0"]);
});

test("assignments: each class has its own color, unmixed", () => {
  const { scale, range } = map(assignments([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  categoryColors(10).forEach((color, label) => {
    assert.equal(colorAt(scale, (label - range[0]) / (range[1] - range[0])), parseHex(color));
  });
});

const refused: [string, () => unknown, RegExp][] = [
  ["a matrix that is not square", () => confusionMatrix(tensor([1, 2, 3, 4, 5, 6], [2, 3])), /as many rows as columns/],
  ["a vector that is no square", () => confusionMatrix([1, 2, 3]), /as many rows as columns/],
  ["a negative count", () => confusionMatrix([1, 0, -1, 0]), /counts\[1, 0\]: found -1, expected 0 or more/],
  [
    "a label that is no class",
    () => assignments([0, 10], { classes: 10 }),
    /labels\[1\]: found 10, expected a whole number from -1 to 9/,
  ],
  ["half a class", () => assignments([0.5]), /classes: found 1\.5, expected a whole number from 1/],
  [
    "a small grid",
    () => assignments([0, 1, 2], { grid: [1, 2] }),
    /found a grid of 1 × 2, expected room for 3 neurons/,
  ],
  [
    "too few names of classes",
    () => confusionMatrix([1, 0, 0, 1], { names: ["a"] }),
    /names: found 1, expected 2, one for each class/,
  ],
  [
    "too many names of classes",
    () => confusionMatrix([1, 0, 0, 1], { names: ["a", "b", "c"] }),
    /names: found 3, expected 2, one for each class/,
  ],
  [
    "a text for names",
    () => confusionMatrix([1, 0, 0, 1], { names: "ab" as never }),
    /names: found "ab", expected a list with a text for each class/,
  ],
  [
    "a number as a name",
    () => confusionMatrix([1, 0, 0, 1], { names: ["a", 2 as never] }),
    /names\[1\]: found 2, expected a text/,
  ],
  [
    "names of other classes",
    () => assignments([0, 1], { names: ["a"], classes: 2 }),
    /names: found 1, expected 2, one for each class/,
  ],
  [
    "a label without a name",
    () => assignments([0, 2], { names: ["a", "b"] }),
    /labels\[1\]: found 2, expected .* to 1/,
  ],
  [
    "a grid beyond memory",
    () => assignments([0], { grid: [1e8, 1e8] }),
    /found a grid of .*, expected at most 1000000 places/,
  ],
  ["an unknown option", () => assignments([0], { label: 1 } as never), /found "label", expected an option/],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
