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

/** All that is computed on a TensorFlow.js backend, for examples with many equal votes. */
async function computedOn(backend: string) {
  assert.ok(await tf.setBackend(backend));
  const options = { classes: 7 };
  return Array.from({ length: 5 }, (_, seed) => {
    const { counts, labels } = examples(seed, 300, 50, 7);
    const { labels: assigned, rates } = assignLabels(counts, labels, options);
    const answers = allActivity(counts, assigned, options);
    const score = accuracy(answers, labels);
    const isChecked = [-1, Number.NaN].map((count) => {
      try {
        return assignLabels([[1, count]], [0], options);
      } catch (error) {
        return String(error);
      }
    });
    return {
      assigned,
      rates,
      answers,
      proportion: proportionWeighted(counts, rates, options),
      matrix: confusionMatrix(answers, labels, options),
      score,
      isChecked,
      tensors: tf.memory().numTensors,
    };
  });
}

test("the cpu and the wasm backend of TensorFlow.js give the same, errors too", async () => {
  const cpu = await computedOn("cpu");
  assert.equal(await computedOn("wasm"), cpu);
  assert.is(cpu[4].tensors, 0);
  // Silent neurons and right answers both occur.
  assert.ok(cpu.every(({ assigned, score }) => assigned.includes(-1) && score > 0.9));
});

test("a tensor whose values cannot be had at once is a clear error", async () => {
  await tf.setBackend("cpu");
  const gone = tf.tensor1d([0, 1], "int32");
  gone.dispose();
  assert.throws(
    () => accuracy(gone, [0, 1]),
    (error: unknown) => {
      return error instanceof InputError && /accuracy: found a tensor that cannot be read at once/.test(error.message);
    },
  );
});

test.run();
