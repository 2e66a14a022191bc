import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputError } from "../../src/errors.js";
import { accuracy } from "../../src/learning/accuracy.js";
import { allActivity } from "../../src/learning/allActivity.js";
import { assignLabels } from "../../src/learning/assignLabels.js";
import { confusionMatrix } from "../../src/learning/confusionMatrix.js";
import { proportionWeighted } from "../../src/learning/proportionWeighted.js";
import { examples } from "./examples.js";

test("tensors of any backend are read, whichever is active, and none is left behind", async () => {
  const options = { classes: 7 };
  const { counts, labels } = examples(1, 300, 50, 7);
  const expected = assignLabels(counts, labels, options);
  const answers = allActivity(counts, expected.labels, options);
  // Silent neurons and right answers both occur.
  assert.ok(expected.labels.includes(-1) && accuracy(answers, labels) > 0.9);
  for (const backend of ["cpu", "wasm"]) {
    assert.ok(await tf.setBackend(backend));
    const tensor = tf.tensor2d(Int32Array.from(counts.flatMap((row) => [...row])), [300, 50], "int32");
    const truth = tf.tensor1d(labels, "int32");
    const rates = tf.tensor2d(expected.rates, [50, 7]);
    await tf.setBackend(backend === "cpu" ? "wasm" : "cpu");
    const before = tf.memory().numTensors;
    assert.equal(assignLabels(tensor, truth, options), expected);
    assert.equal(allActivity(tensor, expected.labels, options), answers);
    assert.equal(proportionWeighted(tensor, rates, options), proportionWeighted(counts, expected.rates, options));
    assert.equal(confusionMatrix(answers, truth, options), confusionMatrix(answers, labels, options));
    assert.is(accuracy(answers, truth), accuracy(answers, labels));
    assert.is(tf.memory().numTensors, before);
    tf.dispose([tensor, truth, rates]);
  }
});

test("a tensor whose values cannot be had at once is a clear error", async () => {
  await tf.setBackend("cpu");
  const gone = tf.tensor1d([0, 1], "int32");
  gone.dispose();
  assert.throws(
    () => accuracy(gone, [0, 1]),
    (error: unknown) => {
      return (
        error instanceof InputError && /accuracy: found a tensor that cannot be read synchronously/.test(error.message)
      );
    },
  );
});

test.run();
