import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { accuracy } from "../../src/learning/accuracy.js";
import { confusionMatrix } from "../../src/learning/confusionMatrix.js";
import { uniformArray } from "../../src/random/distributions.js";

const answers = [0, 1, 1, 2, 0, 2, 2];
const labels = [0, 1, 2, 2, 1, 2, 0];

test("a table worked out by hand: true class in rows, answered class in columns", () => {
  assert.equal([...confusionMatrix(answers, labels, { classes: 3 })], [1, 0, 1, 1, 1, 0, 0, 1, 2]);
  assert.is(accuracy(answers, labels), 4 / 7);
});

test("the diagonal is the accuracy, the rows are the labels, the columns the answers", () => {
  const size = 5000;
  const uniform = uniformArray(2 * size, { seed: 11, stream: 0 });
  const given = Uint8Array.from(uniform.subarray(0, size), (x) => 6 * x);
  const truth = Int32Array.from(uniform.subarray(size), (x) => 6 * x);
  const matrix = confusionMatrix(given, truth, { classes: 6 });
  const count = (values: ArrayLike<number>, c: number) => Array.from(values).filter((value) => value === c).length;
  const of = (cells: (i: number) => boolean) => matrix.reduce((sum, n, i) => sum + (cells(i) ? n : 0), 0);
  for (let c = 0; c < 6; c++) {
    assert.is(
      of((i) => Math.floor(i / 6) === c),
      count(truth, c),
    );
    assert.is(
      of((i) => i % 6 === c),
      count(given, c),
    );
  }
  assert.is(of((i) => i % 7 === 0) / size, accuracy(given, truth));
});

test("tensors are taken, and none is left behind", () => {
  const tensor = tf.tensor1d(answers, "int32");
  const before = tf.memory().numTensors;
  assert.is(accuracy(tensor, labels), 4 / 7);
  confusionMatrix(tensor, labels, { classes: 3 });
  assert.throws(() => accuracy(tensor, [0]));
  assert.is(tf.memory().numTensors, before);
  tensor.dispose();
});

test("answers and labels that do not belong together are refused", () => {
  const refused = (run: () => unknown, text: RegExp) =>
    assert.throws(run, (error: unknown) => error instanceof InputError && text.test(error.message));
  refused(() => accuracy([0, 1], [0]), /accuracy: found 2 answers and 1 labels/);
  refused(() => accuracy([], []), /answers: there are none/);
  refused(() => accuracy([0, -1], [0, 1]), /answers\[1\]: found -1, expected a whole number from 0\./);
  refused(() => confusionMatrix([0, 3], [0, 1], { classes: 3 }), /answers\[1\]: found 3, expected .* from 0 to 2/);
});

test.run();
