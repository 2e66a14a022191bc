import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { BackendError } from "../../../src/errors.js";
import type { CudaTensors } from "../../../src/tfjs/cuda/cudaTensors.js";
import { registerCuda } from "../../../src/tfjs/cuda/register.js";
import { useTfjs } from "../../../src/tfjs/useTfjs.js";
import { Dice } from "../../backend/dice.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";

type Operation = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

/** Registers TensorFlow.js's gradients, in a file of their own that Node.js cannot import by itself. */
async function registerGradients(): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: 'import "@tensorflow/tfjs-core/dist/register_all_gradients.js";', resolveDir: "." },
    ...{ bundle: true, platform: "node", format: "cjs", mainFields: ["module", "main"], external: ["node-fetch"] },
    ...{ ignoreAnnotations: true, write: false, logLevel: "error" },
  });
  new Function("require", "module", "exports", outputFiles[0].text)(
    createRequire(import.meta.url),
    { exports: {} },
    {},
  );
}

/** Operations that are right for any numbers, so that chains of them can be drawn. */
const OPERATIONS: readonly Operation[] = [
  (x, y) => tf.add(x, y),
  (x, y) => tf.sub(x, y),
  (x, y) => tf.mul(tf.tanh(x), y),
  (x, y) => tf.maximum(x, y),
  (x, y) => tf.minimum(x, y),
  (x, y) => tf.where(tf.greater(x, y), tf.sigmoid(x), y),
  (x) => tf.relu(x),
  (x) => tf.neg(x),
  (x) => tf.sin(x),
  (x) => tf.clipByValue(x, -0.5, 0.75),
  (x) => tf.sum(x, 0, true),
  (x) => tf.mean(x, 1, true),
  (x, y) => tf.cast(tf.lessEqual(x, y), "float32"),
  (x, y) => tf.transpose(tf.matMul(x, y, false, true)),
  (x) => tf.reverse(x, 1),
  (x) => tf.reshape(tf.reshape(x, [x.size]), x.shape),
];

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, where: string) => {
  assert.is(found.length, expected.length, where);
  for (let i = 0; i < found.length; i++) {
    const bound = 1e-4 * Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(found[i] - expected[i]) <= bound, `${where}, value ${i}: ${found[i]}, expected ${expected[i]}`);
  }
};

const host = openHost(32);
if (typeof host === "string") skip(test, "tensors in CUDA memory", host);
else {
  registerCuda(host.paths);
  const backend = () => tf.backend() as CudaTensors;

  test("useTfjs starts it", async () => {
    await useTfjs("cuda");
    assert.is(tf.getBackend(), "cuda");
  });

  /** Results are of the shape [4, 4], or broadcast to it, so that any operation can follow. */
  const chain = (seed: number): tf.Tensor => {
    const random = new Dice(seed);
    const draw = (shape: [number, number]) =>
      tf.tensor2d(
        Float32Array.from({ length: shape[0] * shape[1] }, () => random.between(-2, 2)),
        shape,
      );
    const values: tf.Tensor[] = [draw([4, 4]), draw([4, 4]), draw([1, 4]), draw([4, 1]), draw([1, 1])];
    for (let k = 0; k < 40; k++) {
      const [x, y] = [0, 1].map(() => tf.broadcastTo(values[random.whole(0, values.length - 1)], [4, 4]));
      values.push(OPERATIONS[random.whole(0, OPERATIONS.length - 1)](x, y));
    }
    return tf.stack(values.map((v) => tf.broadcastTo(v, [4, 4])));
  };

  for (let seed = 0; seed < 6; seed++) {
    test(`a random chain of 40 operations, ${seed}: the values of TensorFlow.js's cpu`, async () => {
      await useTfjs("cpu");
      const expected = tf.tidy(() => chain(seed)).dataSync();
      await useTfjs("cuda");
      close(tf.tidy(() => chain(seed)).dataSync(), expected, `chain ${seed}`);
    });
  }

  test("expressions that come again are one kernel: a step of a neuron is one launch", async () => {
    await useTfjs("cuda");
    const [v, g] = [tf.fill([100], -65), tf.fill([100], 0.5)];
    const launches = Array.from({ length: 4 }, () => {
      for (const x of [v, g]) x.dataSync();
      const before = host.launches();
      const next = tf.tidy(() => tf.add(v, tf.mul(0.1, tf.sub(tf.mul(g, tf.sub(0, v)), tf.sub(v, -65)))));
      close(next.dataSync(), Array(100).fill(-65 + 0.1 * 0.5 * 65), "v");
      return host.launches() - before;
    });
    assert.equal(launches, [6, 1, 1, 1]);
  });

  test("an array that is changed after a tensor was made of it does not change the tensor", async () => {
    await useTfjs("cuda");
    for (const size of [3, 5000]) {
      const array = new Float32Array(size).fill(1);
      const x = tf.tensor1d(array);
      array.fill(7);
      assert.is(x.dataSync()[size - 1], 1);
    }
  });

  test("memory returns to where it was, over 1,000 steps", async () => {
    await useTfjs("cuda");
    let state = tf.zeros([300]);
    const step = () => {
      const next = tf.tidy(() => tf.add(tf.mul(state, 0.9), 1));
      state.dispose();
      state = next as typeof state;
    };
    // Twice: only the first thousand begin with values that are not computed yet.
    for (let k = 1; k <= 2000; k++) {
      step();
      if (k % 1000 === 0) state.dataSync();
    }
    const before = tf.memory();
    const held = host.held();
    for (let k = 0; k < 1000; k++) step();
    close(state.dataSync(), Array(300).fill(10), "fixed point");
    assert.equal(tf.memory(), before);
    assert.is(host.held(), held);
    state.dispose();
  });

  test("a tensor that somebody else holds keeps its values when they are about to change", async () => {
    await useTfjs("cuda");
    const owner = tf.tensor1d(new Float32Array(2000).fill(3));
    const address = backend().addressOf(owner);
    let released = 0;
    const info = backend().borrow(address, [2000], "float32", () => released++);
    const view = tf.engine().makeTensorFromTensorInfo(info, backend());
    const doubled = tf.mul(view, 2);
    backend().detach(info);
    assert.is(released, 1);
    owner.dispose();
    tf.fill([2000], 9).dataSync();
    close(doubled.dataSync(), Array(2000).fill(6), "from before");
    close(view.dataSync(), Array(2000).fill(3), "the view");
    tf.dispose([view, doubled]);
  });

  test("too little memory is an error that says how much was wanted, and leaves everything usable", async () => {
    await useTfjs("cuda");
    const x = tf.ones([1024]);
    x.dataSync();
    host.limit(1 << 20);
    try {
      assert.throws(
        () => tf.tile(x, [65_536]).dataSync(),
        (error: unknown) =>
          error instanceof BackendError && /expected 256\.0 MiB for a tensor of 67108864 values/.test(error.message),
      );
    } finally {
      host.limit(2 ** 32);
    }
    assert.is(tf.add(x, 1).dataSync()[0], 2);
    x.dispose();
  });

  test("a tensor that has been disposed of is an error", async () => {
    await useTfjs("cuda");
    const x = tf.ones([3]);
    x.dispose();
    assert.throws(
      () => tf.add(x, 1).dataSync(),
      (error: unknown) =>
        error instanceof BackendError && /found a tensor that has been disposed of/.test(error.message),
    );
  });

  test("gradients are the quotients of finite differences: elementwise, product, convolution, pool, gather, reduction", async () => {
    await registerGradients();
    await useTfjs("cuda");
    const random = new Dice(3);
    const draw = (size: number) => Float32Array.from({ length: size }, () => random.between(-1, 1));
    const matrix = tf.tensor2d(draw(12), [4, 3]);
    const filter = tf.tensor4d(draw(8), [2, 2, 1, 2]);
    const isEven = tf.tensor1d(
      Uint8Array.from({ length: 16 }, (_, k) => Number(k % 2 === 0)),
      "bool",
    );
    const functions: readonly ((x: tf.Tensor) => tf.Tensor)[] = [
      (x) => tf.sum(tf.mul(tf.tanh(x), tf.exp(tf.neg(tf.square(x))))),
      (x) => tf.sum(tf.square(tf.matMul(tf.reshape(x, [4, 4]), matrix))),
      (x) => tf.sum(tf.square(tf.conv2d(tf.reshape(x, [1, 4, 4, 1]) as tf.Tensor4D, filter, 1, "same"))),
      (x) => tf.sum(tf.square(tf.avgPool(tf.reshape(x, [1, 4, 4, 1]) as tf.Tensor4D, 2, 2, "valid"))),
      (x) => tf.sum(tf.square(tf.gather(x, tf.tensor1d([3, 3, 7], "int32")))),
      (x) => tf.logSumExp(tf.mul(x, 2)),
      (x) => tf.sum(tf.where(isEven, tf.square(x), tf.sigmoid(x))),
    ];
    const at = draw(16);
    const h = 1e-2;
    for (const [i, f] of functions.entries()) {
      const found = tf.tidy(() => tf.grad(f)(tf.tensor1d(at)).dataSync());
      for (const k of [0, 3, 7, 12]) {
        const moved = (by: number) =>
          tf.tidy(() => f(tf.tensor1d(at.map((x, j) => (j === k ? x + by : x)))).dataSync()[0]);
        const expected = (moved(h) - moved(-h)) / (2 * h);
        assert.ok(
          Math.abs(found[k] - expected) < 5e-3 * Math.max(1, Math.abs(expected)),
          `function ${i}, value ${k}: ${found[k]}, expected ${expected}`,
        );
      }
    }
    tf.dispose([matrix, filter, isEven]);
  });

  test("a kernel that does not compile is one error with the compiler's message, and leaves everything usable", async () => {
    await useTfjs("cuda");
    const out = backend().output([4], "float32");
    const launch = { name: "broken", variant: "", args: {}, elements: 4, body: () => "  nothing[i] = 1;" };
    assert.throws(
      () => backend().launchElements(launch),
      (error: unknown) =>
        error instanceof BackendError && /rejects the generated source .*[\s\S]*nothing/.test(error.message),
    );
    backend().disposeIntermediateTensorInfo(out);
    assert.is(tf.add(tf.ones([2]), 1).dataSync()[1], 2);
  });

  test("a device that is lost is one error that says what to do, at every later call too", async () => {
    await useTfjs("cuda");
    const x = tf.tensor1d(new Float32Array(3000).fill(1));
    host.fail("cuLaunchKernel", 719);
    const isLost = (error: unknown) =>
      error instanceof BackendError && /CUDA_ERROR_LAUNCH_FAILED.*A kernel has crashed .* restart/.test(error.message);
    try {
      assert.throws(() => tf.add(x, 1).dataSync(), isLost);
      assert.throws(() => tf.mul(x, 2).dataSync(), isLost);
    } finally {
      host.recover();
    }
    x.dispose();
  });

  // The last one, as it ends the backend.
  test("a backend that ends while a tensor is read: one clear error, and everything is freed once", async () => {
    const reading = tf.tensor1d(new Float32Array(5000).fill(1)).data();
    tf.removeBackend("cuda");
    try {
      await reading;
      assert.unreachable("read after the end");
    } catch (error) {
      assert.instance(error, BackendError);
      assert.match((error as Error).message, "cuda: found a call after dispose()");
    }
    assert.is(host.held(), 0);
  });

  test.after(host.dispose);
}

test.run();
