import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, Hz, InputError, ms, ratesOf } from "../../src/index.js";
import { busyNetwork } from "./networks.js";

test("tensors are taken wherever numbers are, with the same result, and read at once", async () => {
  const image = Uint8Array.from({ length: 20 }, (_, i) => 10 * i);
  const w = Float32Array.from({ length: 240 }, (_, i) => (i % 7) / 7);
  const maximum = Hz(100);
  const options = { duration: ms(200) };
  const [plain, tensors] = await Promise.all(
    [0, 1].map(() => compile(busyNetwork(), { dt: ms(0.5), backend: "reference" })),
  );
  await plain.write("inputToExc.w", w);
  const expected = await plain.present({ input: ratesOf(image, { maximum }) }, options);
  assert.ok(expected.counts.exc.some((n) => n > 0));

  const before = tf.memory().numTensors;
  const running: Promise<unknown>[] = [];
  tf.tidy(() => {
    running.push(tensors.write("inputToExc.w", tf.tensor2d(w, [20, 12])));
    const rates = tf.tensor1d(ratesOf(tf.tensor2d(image, [4, 5], "int32"), { maximum }));
    running.push(tensors.present({ input: rates }, options));
  });
  assert.equal((await Promise.all(running))[1], expected);
  assert.is(tf.memory().numTensors, before);
});

test("a tensor that cannot be read at once is a clear error", () => {
  const gone = tf.tensor1d([1, 2]);
  gone.dispose();
  assert.throws(
    () => ratesOf(gone, { maximum: Hz(100) }),
    (error: Error) => error instanceof InputError && error.message.includes("Pass await tensor.data()"),
  );
});

test.run();
