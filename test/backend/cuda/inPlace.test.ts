import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, diehlCook2015, ms, useTfjs } from "../../../src/index.js";
import { registerCuda } from "../../../src/tfjs/cuda/register.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";

const host = openHost(32);
if (typeof host === "string") skip(test, "the network's state in place as tensors", host);
else {
  registerCuda(host.paths);
  const PIXELS = 40;
  const shape = { barrier: "block", blocks: 1, threads: 32 } as const;
  const compiled = () =>
    compile(diehlCook2015({ neurons: 6, pixels: PIXELS }), {
      ...{ dt: ms(0.5), seed: 1, backend: host.backend({ shape }) },
    });
  const input = new Float32Array(PIXELS).fill(150);
  /** Copies between host and device, and on the device. */
  const copies = () =>
    ["cuMemcpyDtoHAsync_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoDAsync_v2"].map((name) => host.calls(name));

  test("a variable of the fused backend is a tensor in place: nothing is copied, neither to the host nor on the device", async () => {
    await useTfjs("cuda");
    const sim = await compiled();
    await sim.present({ input }, { duration: ms(20) });
    const before = copies();
    const v = await sim.state.exc.v.tensor();
    const w = await sim.state.inputToExc.w.tensor();
    assert.equal(copies(), before);
    assert.equal([v.shape, w.shape], [[6], [PIXELS, 6]]);
    assert.equal([...v.dataSync()], [...(await sim.state.exc.v.read())]);
    assert.equal([...w.dataSync()], [...(await sim.state.inputToExc.w.read())]);
    // theta decays late, in a frame whose scale is known to the host only.
    const theta = await sim.state.exc.theta.tensor();
    const expected = await sim.state.exc.theta.read();
    for (const [j, x] of theta.dataSync().entries())
      assert.ok(Math.abs(x - expected[j]) < 1e-5, `${x}, ${expected[j]}`);
    tf.dispose([v, w, theta]);
    sim.dispose();
  });

  test("what tensor operations make of it is written from device to device, and is the next step's state", async () => {
    await useTfjs("cuda");
    const [sim, plain] = [await compiled(), await compiled()];
    for (const each of [sim, plain]) await each.present({ input }, { duration: ms(20) });
    const before = copies();
    const v = await sim.state.exc.v.tensor();
    const next = tf.tidy(() => tf.where(tf.greater(v, -63), -65, v));
    await sim.state.exc.v.write(next);
    const after = copies();
    assert.equal(after.slice(0, 1), before.slice(0, 1), "copies to the host");
    tf.dispose([v, next]);
    const values = await plain.state.exc.v.read();
    await plain.state.exc.v.write(values.map((x) => (x > -63 ? -65 : x)));
    assert.equal([...(await sim.state.exc.v.read())], [...(await plain.state.exc.v.read())]);
    // Weights are normalized again, and a framed variable is written in its frame.
    for (const each of [sim, plain]) {
      const w = Float32Array.from({ length: 6 * PIXELS }, (_, s) => (s % 5) / 10);
      const theta = [1, 2, 3, 4, 5, 6];
      await each.state.inputToExc.w.write(each === sim ? tf.tensor2d(w, [PIXELS, 6]) : w);
      await each.state.exc.theta.write(each === sim ? tf.tensor1d(theta) : theta);
    }
    const [found, expected] = await Promise.all(
      [sim, plain].map(async (each) => {
        const { counts } = await each.present({ input }, { duration: ms(60) });
        return [[...counts.exc], [...(await each.state.inputToExc.w.read())], [...(await each.state.exc.theta.read())]];
      }),
    );
    assert.equal(found, expected);
    assert.ok(
      found[0].some((n) => n > 0),
      `${found[0]}`,
    );
    for (const each of [sim, plain]) each.dispose();
  });

  test("a tensor keeps its values when the network goes on or is disposed of, also within an expression of a tensor that is gone", async () => {
    await useTfjs("cuda");
    const sim = await compiled();
    await sim.present({ input }, { duration: ms(20) });
    const expected = [...(await sim.state.exc.v.read())];
    const v = await sim.state.exc.v.tensor();
    const gone = await sim.state.exc.v.tensor();
    const sum = tf.add(gone, 1);
    gone.dispose();
    await sim.present({ input }, { duration: ms(20) });
    assert.not.equal([...(await sim.state.exc.v.read())], expected);
    assert.equal([...v.dataSync()], expected);
    assert.equal([...sum.dataSync()], [...Float32Array.from(expected, (x) => Math.fround(x + 1))]);
    const last = await sim.state.exc.v.tensor();
    const kept = [...(await sim.state.exc.v.read())];
    sim.dispose();
    assert.equal([...last.dataSync()], kept);
    tf.dispose([v, sum, last]);
  });

  test("a hook between two steps leaves nothing behind, over 500 steps", async () => {
    await useTfjs("cuda");
    const sim = await compiled();
    const step = async () => {
      await sim.step({ input });
      const v = await sim.state.exc.v.tensor();
      const next = tf.tidy(() => tf.minimum(v, -52));
      await sim.state.exc.v.write(next);
      tf.dispose([v, next]);
    };
    for (let k = 0; k < 50; k++) await step();
    const [tensors, held] = [tf.memory().numTensors, host.held()];
    for (let k = 0; k < 500; k++) await step();
    assert.equal([tf.memory().numTensors, host.held()], [tensors, held]);
    sim.dispose();
  });

  test("where TensorFlow.js computes elsewhere, values are copied", async () => {
    await useTfjs("cpu");
    const sim = await compiled();
    const v = await sim.state.exc.v.tensor();
    assert.equal([...v.dataSync()], [...(await sim.state.exc.v.read())]);
    await sim.state.exc.v.write(tf.fill([6], -61));
    assert.equal([...(await sim.state.exc.v.read())], Array(6).fill(-61));
    sim.dispose();
  });

  test.after(() => {
    tf.removeBackend("cuda");
    host.dispose();
  });
}

test.run();
