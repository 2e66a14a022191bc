import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { confusionMatrix } from "../../src/plot/confusionMatrix.js";
import { extent, type NumberInput, readShaped } from "../../src/plot/input.js";
import { raster } from "../../src/plot/raster.js";
import { receptiveFields } from "../../src/plot/receptiveFields.js";
import { ms } from "../../src/units/units.js";
import { imageOf } from "./support.js";

test("tf.Tensor is an input as it is, with its shape and every numeric type", () => {
  const weights = tf.tensor2d([0, 1, 1, 0], [4, 1]);
  const asTensor = imageOf(receptiveFields(weights, { field: [2, 2] }));
  const asArray = imageOf(receptiveFields([0, 1, 1, 0], { field: [2, 2] }));
  for (const [r, c] of [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ])
    assert.equal([...asTensor.at(r, c)], [...asArray.at(r, c)]);
  assert.ok(
    confusionMatrix(
      tf.tensor2d(
        [
          [1, 0],
          [0, 1],
        ],
        [2, 2],
        "int32",
      ),
    ).title.includes("100.0 %"),
  );
  assert.is(raster({ times: ms([1, 2]), neurons: tf.tensor1d([2, 0], "int32") }).panels[0].y.ticks?.length, 3);
});

test("the extent of a million values needs no stack", () => {
  assert.equal(extent(Float32Array.from({ length: 1e6 }, (_, i) => i - 5)), [-5, 999_994]);
});

const refused: [string, unknown, readonly number[] | undefined, RegExp][] = [
  ["nothing", undefined, undefined, /values: found undefined, expected numbers/],
  ["null", null, undefined, /values: found null, expected numbers/],
  ["words", "abc", undefined, /found "abc", expected numbers/],
  ["a number", 3, undefined, /found 3, expected numbers/],
  ["a DataView", new DataView(new ArrayBuffer(8)), undefined, /found a DataView, expected numbers/],
  ["words in an array", ["a"], undefined, /values\[0\]: found "a", expected a finite number/],
  ["nested rows", [[1, 2]], undefined, /values\[0\]: found an array/],
  ["a hole", new Array(2), undefined, /values\[0\]: found undefined/],
  ["a tensor of words", { shape: [1], dataSync: () => ["a"] }, undefined, /values\[0\]: found "a"/],
  ["a size of zero", [1], [0, 1], /size of the shape: found 0, expected a whole number from 1/],
  ["half a size", [1], [0.5, 2], /size of the shape: found 0\.5/],
];
for (const [name, values, shape, message] of refused) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => readShaped("test", "values", values as NumberInput, shape),
      (error: Error) => error instanceof InputError && message.test(error.message),
    );
  });
}

test.run();
