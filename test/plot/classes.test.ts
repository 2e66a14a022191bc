import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { assignments } from "../../src/plot/assignments.js";
import { confusionMatrix } from "../../src/plot/confusionMatrix.js";
import type { HeatmapTrace, PlotlyFigure, ScatterTrace } from "../../src/plot/figure.js";
import { categoryColors, colorAt, parseHex } from "../../src/plot/palette.js";
import { tensor } from "./support.js";

const map = (figure: PlotlyFigure) => figure.data[0] as HeatmapTrace;

test("confusion matrix: numbers are counts, colours shares of the row", () => {
  const figure = confusionMatrix(tensor([8, 2, 0, 0], [2, 2]), { names: ["cat", "dog"] });
  assert.equal(map(figure).text, [
    ["8", "2"],
    ["", ""],
  ]);
  assert.equal(map(figure).z, [
    [0.8, 0.2],
    [0, 0],
  ]);
  assert.is(map(figure).hovertext?.[0][1], "actual cat, predicted dog<br>2 (20.0 %)");
  assert.ok(figure.layout.title.text.includes("80.0 % of 10"));
});

test("confusion matrix: actual class in rows from the top, predicted in columns from the left", () => {
  const { layout } = confusionMatrix([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.equal([layout.xaxis.title.text, layout.yaxis.title.text], ["predicted class", "actual class"]);
  assert.equal(layout.xaxis.range, [-0.5, 2.5]);
  assert.equal(layout.yaxis.range, [2.5, -0.5]);
});

test("assignments: neuron k is in row ⌊k / columns⌋; -1 is empty; the legend counts", () => {
  const figure = assignments([0, 1, 2, -1, 2], { grid: [2, 3] });
  assert.equal(map(figure).z, [
    [0, 1, 2],
    [null, 2, null],
  ]);
  assert.equal(
    figure.data.slice(1).map((trace) => (trace as ScatterTrace).name),
    ["0: 1", "1: 1", "2: 2"],
  );
  assert.ok(figure.layout.title.text.includes("4 of 5"));
});

test("assignments: each class has its own colour, unmixed", () => {
  const { colorscale, zmin, zmax } = map(assignments([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  categoryColors(10).forEach((color, label) => {
    assert.equal(colorAt(colorscale, (label - zmin) / (zmax - zmin)), parseHex(color));
  });
});

const refused: [string, () => unknown, RegExp][] = [
  ["a matrix that is not square", () => confusionMatrix(tensor([1, 2, 3, 4, 5, 6], [2, 3])), /as many rows as columns/],
  ["a vector that is no square", () => confusionMatrix([1, 2, 3]), /as many rows as columns/],
  ["a negative count", () => confusionMatrix([1, 0, -1, 0]), /counts\[1, 0\] is -1/],
  ["a label that is no class", () => assignments([0, 10], { classes: 10 }), /labels\[1\] is 10/],
  ["half a class", () => assignments([0.5]), /classes is 1\.5/],
  ["a small grid", () => assignments([0, 1, 2], { grid: [1, 2] }), /no room for 3 neurons/],
  ["an unknown option", () => assignments([0], { label: 1 } as never), /found "label", expected an option/],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
