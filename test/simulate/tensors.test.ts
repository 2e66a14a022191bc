import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, Hz, InputError, ms, poissonSpikes, ratesOf, tensorToSpikes, useTfjs } from "../../src/index.js";
import { busyNetwork } from "./networks.js";

test("tensors are taken wherever numbers are, with the same result, and read at once", async () => {
  const image = Uint8Array.from({ length: 20 }, (_, i) => 10 * i);
  const w = Float32Array.from({ length: 240 }, (_, i) => (i % 7) / 7);
  const maximum = Hz(100);
  const options = { duration: ms(200) };
  const [plain, tensors] = await Promise.all(
    [0, 1].map(() => compile(busyNetwork(), { dt: ms(0.5), backend: "reference" })),
  );
  await plain.state.inputToExc.w.write(w);
  const expected = await plain.present({ input: ratesOf(image, { maximum }) }, options);
  assert.ok(expected.counts.exc.some((n) => n > 0));

  const before = tf.memory().numTensors;
  const running: Promise<unknown>[] = [];
  tf.tidy(() => {
    running.push(tensors.state.inputToExc.w.write(tf.tensor2d(w, [20, 12])));
    const rates = ratesOf(tf.tensor2d(image, [4, 5], "int32"), { maximum });
    running.push(tensors.present({ input: rates }, options));
  });
  assert.equal((await Promise.all(running))[1], expected);
  assert.is(tf.memory().numTensors, before);
});

test("a tensor that cannot be read at once is a clear error", async () => {
  const gone = tf.tensor1d([1, 2]);
  gone.dispose();
  const error: unknown = await poissonSpikes(gone, { duration: ms(10), dt: ms(1) }).catch((e: unknown) => e);
  assert.ok(error instanceof InputError && error.message.includes("Pass await tensor.data()"));
});

for (const backend of ["reference", "wasm", "tensor"] as const) {
  test(`counts, spikes and samples become tensors when asked, and presentations leave none: ${backend}`, async () => {
    await useTfjs("cpu");
    const outside = tf.memory().numTensors;
    const sim = await compile(busyNetwork(), { dt: ms(0.5), backend });
    const rates = new Float32Array(20).fill(300);
    const options = {
      duration: ms(40),
      record: ["exc", "input"],
      sample: { v: { of: sim.state.exc.v, every: ms(10), elements: [3, 0] } },
    } as const;
    // On the backend "tensor", variables with equal values may share a tensor for a while.
    const shared = backend === "tensor" ? 3 : 0;
    let first: number | undefined;
    for (let i = 0; i < 12; i++) {
      const { counts, spikes, samples } = await sim.present({ input: rates }, options);
      const before = tf.memory().numTensors;
      first ??= before;
      assert.ok(Math.abs(before - first) <= shared, `tensors: ${before} after ${first}`);
      const [count, train, input, v] = await Promise.all([
        counts.exc.tensor(),
        spikes.exc.tensor(),
        spikes.input.tensor(),
        samples.v.tensor(),
      ]);
      assert.is(tf.memory().numTensors, before + 4);
      assert.equal([count.dtype, count.shape, [...count.dataSync()]], ["int32", [12], [...counts.exc]]);
      assert.equal(
        [train.shape, input.shape, v.shape],
        [
          [80, 12],
          [80, 20],
          [4, 2],
        ],
      );
      assert.equal([...tf.tidy(() => tf.sum(train, 0).dataSync())], [...counts.exc]);
      assert.is(tf.tidy(() => tf.sum(input).dataSync())[0], spikes.input.indices.length);
      assert.equal([...v.dataSync()], [...samples.v.values]);
      const dense = await tensorToSpikes(train);
      assert.equal([dense.offsets, dense.indices], [spikes.exc.offsets, spikes.exc.indices]);
      tf.dispose([count, train, input, v]);
    }
    sim.dispose();
    assert.is(tf.memory().numTensors, outside);
  });
}

test("results print and compare as plain data", async () => {
  const sim = await compile(busyNetwork(), { dt: ms(0.5), backend: "reference" });
  const { counts, spikes } = await sim.present({}, { duration: ms(2), record: ["exc"] });
  assert.equal(Object.keys(spikes.exc), ["steps", "neurons", "offsets", "indices", "dt"]);
  assert.equal(counts.exc, new Int32Array(12));
  assert.is(inspect(counts.exc), inspect(new Int32Array(12)));
  sim.dispose();
});

test("inputs that are none, and tensors that are gone, are refused; one that waits for its turn does not end the process", async () => {
  const sim = await compile(busyNetwork(), { dt: ms(0.5), backend: "reference" });
  const options = { duration: ms(200) };
  const refusal = async (work: () => Promise<unknown>) => work().catch((error: unknown) => error);
  const gone = tf.zeros([20]);
  gone.dispose();
  // Turns of the event loop pass while it waits: an error that nobody looks at would end the process in one.
  const onStep = () => new Promise((resolve) => setTimeout(resolve, 5));
  const slow = sim.present({}, { duration: ms(1), onStep });
  const waiting = refusal(() => sim.present({ input: gone }, options));
  await slow;
  for (const [found, message] of [
    [await waiting, /present, input "input": found a tensor that has been disposed of/],
    [await refusal(() => sim.present(undefined as never, options)), /present, input: found undefined, expected inputs/],
    [await refusal(() => sim.present({}, undefined as never)), /present: found undefined, expected options such as/],
    [await refusal(() => sim.evaluate({ input: [] } as never, options)), /expected an array of inputs/],
    [await refusal(() => sim.step(3 as never)), /step, input: found 3, expected inputs/],
  ] as const) {
    assert.ok(found instanceof InputError && message.test(found.message), String(found));
  }
  assert.is(sim.presentations, 1);
  sim.dispose();
});

test.run();
