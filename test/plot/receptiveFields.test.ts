import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { image } from "../../src/plot/image.js";
import { colorAt, colorScale } from "../../src/plot/palette.js";
import { receptiveFields } from "../../src/plot/receptiveFields.js";
import { imageOf, markOf, tensor, uniform } from "./support.js";

const viridis = colorScale("test", "viridis");
/** Half a shade of the palette moves a color by up to 6 of 255. */
const near = (actual: readonly number[], expected: readonly number[]) =>
  actual.slice(0, 3).every((part, i) => Math.abs(part - expected[i]) <= 6);

test("weight (r·columns + c, k) is pixel (r, c) of field k, in every place of the grid", () => {
  const random = uniform(1);
  const [rows, columns, post] = [3, 4, 5];
  const grid = [2, 3] as const;
  const weights = Float32Array.from({ length: rows * columns * post }, random);
  const top = Math.max(...weights);
  const picture = imageOf(receptiveFields(weights, { field: [rows, columns], grid }));
  assert.equal([picture.height, picture.width], [2 * 4 + 1, 3 * 5 + 1]);
  for (let k = 0; k < post; k++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const expected = colorAt(viridis, weights[(r * columns + c) * post + k] / top);
        const actual = picture.at(Math.floor(k / 3) * 4 + 1 + r, (k % 3) * 5 + 1 + c);
        assert.ok(near(actual, expected), `neuron ${k}, pixel ${r}, ${c}: ${actual} instead of ${expected}`);
      }
    }
  }
});

test("gaps and places without a neuron are transparent", () => {
  const picture = imageOf(receptiveFields([1, 1, 1], { field: [1, 1], grid: [2, 2] }));
  assert.is(picture.at(0, 0)[3], 0);
  assert.is(picture.at(3, 3)[3], 0);
  assert.is(picture.at(1, 1)[3], 255);
});

test("the scale runs from 0 to the greatest weight, or to max", () => {
  const greatest = imageOf(receptiveFields([0, 2], { field: [2, 1] }));
  assert.equal(greatest.at(1, 1).slice(0, 3), colorAt(viridis, 0));
  assert.equal(greatest.at(2, 1).slice(0, 3), colorAt(viridis, 1));
  const fixed = imageOf(receptiveFields([0, 2], { field: [2, 1], max: 4 }));
  assert.ok(near(fixed.at(2, 1), colorAt(viridis, 0.5)));
});

test("1,600 random fields stay one image of less than 1.5 MB", () => {
  const random = uniform(2);
  const figure = receptiveFields(Float32Array.from({ length: 784 * 1600 }, random), { field: [28, 28] });
  assert.ok(JSON.stringify(figure).length < 1.5e6);
});

test("labels are written into the corners; -1 stays without", () => {
  const figure = receptiveFields(tensor(new Array(3 * 784).fill(0.5), [784, 3]), {
    field: [28, 28],
    labels: [7, -1, 0],
  });
  assert.equal(markOf(figure, "words").words, ["7", "", "0"]);
});

test("the pointer names the neuron over its own field", () => {
  const figure = receptiveFields(new Float32Array(6 * 4).fill(1), {
    field: [2, 3],
    grid: [2, 2],
    labels: [1, 2, 3, -1],
  });
  const pointer = markOf(figure, "dots");
  assert.equal([pointer.x[2], pointer.y[2], pointer.text?.[2]], [2, 4.5, "neuron 2\nclass 3"]);
  assert.is(pointer.text?.[3], "neuron 3\nclass none");
});

test("an image has its pixels where they belong", () => {
  const picture = imageOf(image([0, 1, 2, 3, 4, 5], { shape: [2, 3] }));
  for (let i = 0; i < 6; i++) {
    const gray = Math.round((255 * i) / 5);
    assert.ok(near(picture.at(1 + Math.floor(i / 3), 1 + (i % 3)), [gray, gray, gray]), `pixel ${i}`);
  }
});

test("a blank image is drawn, not divided by zero", () => {
  assert.equal(imageOf(image(new Float32Array(4), { shape: [2, 2] })).at(1, 1), [0, 0, 0, 255]);
});

const ones = new Float32Array(784 * 2).fill(1);
const refused: [string, () => unknown, RegExp][] = [
  [
    "a field that does not fit",
    () => receptiveFields(ones, { field: [28, 27] }),
    /found weights of the shape .* for the field 28 × 27, expected/,
  ],
  [
    "post before pre",
    () => receptiveFields(tensor([...ones], [2, 784]), { field: [28, 28] }),
    /\[pre, post\] with pre = 784/,
  ],
  ["a small grid", () => receptiveFields(ones, { field: [28, 28], grid: [1, 1] }), /expected room for 2 neurons/],
  ["no field", () => receptiveFields(ones, {} as never), /expected \[rows, columns\]/],
  [
    "other labels than neurons",
    () => receptiveFields(ones, { field: [28, 28], labels: [1] }),
    /labels: found 1 values, expected 2/,
  ],
  [
    "a label that is no class",
    () => receptiveFields(ones, { field: [28, 28], labels: [1, -2] }),
    /labels\[1\]: found -2/,
  ],
  ["no weights", () => receptiveFields([], { field: [28, 28] }), /weights: found no values/],
  ["NaN", () => receptiveFields([Number.NaN], { field: [1, 1] }), /weights\[0\]: found NaN/],
  [
    "a shape that does not multiply",
    () => image([1, 2, 3], { shape: [2, 2] }),
    /found 3 values, expected 4: the shape is \[2, 2\]/,
  ],
  ["a vector as image", () => image([1, 2, 3]), /expected \[rows, columns\]/],
  [
    "other labels than images",
    () => image([1, 2], { shape: [1, 2], labels: [1, 2] }),
    /labels: found 2, expected 1, one for each image/,
  ],
  ["a range upside down", () => image([1, 2], { shape: [1, 2], range: [1, 0] }), /low below high/],
];
for (const [name, call, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(call, (error: Error) => error instanceof InputError && message.test(error.message));
  });
}

test.run();
