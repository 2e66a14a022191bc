import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, diehlCook2015, ms, useTfjs } from "../../../src/index.js";
import { registerCuda } from "../../../src/tfjs/cuda/register.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";

const host = openHost(32);
if (typeof host === "string") skip(test, "a step of the tensor backend on cuda", host);
else {
  registerCuda(host.paths);
  const COUNTED = {
    launches: "cuLaunchKernel",
    allocations: "cuMemAlloc_v2",
    uploads: "cuMemcpyHtoDAsync_v2",
    downloads: "cuMemcpyDtoHAsync_v2",
    compiled: "cuModuleLoadData",
  } as const;
  type Counts = Record<keyof typeof COUNTED, number>;
  const counts = (): Counts =>
    Object.fromEntries(Object.entries(COUNTED).map(([name, call]) => [name, host.calls(call)])) as Counts;

  /** What the driver is asked for while the network of Diehl & Cook learns, every seventh input at 60 Hz. */
  async function network(options: { neurons: number; pixels: number }) {
    const sim = await compile(diehlCook2015(options), { dt: ms(0.5), backend: "tensor", seed: 1 });
    const input = Float32Array.from({ length: options.pixels }, (_, i) => (i % 7 === 0 ? 60 : 0));
    const during = async (steps: number) => {
      const before = counts();
      const { counts: spikes } = await sim.present({ input }, { duration: ms(0.5 * steps) });
      const after = counts();
      const asked = Object.fromEntries(
        Object.entries(after).map(([name, n]) => [name, n - before[name as keyof Counts]]),
      ) as Counts;
      return { asked, fired: spikes.exc.reduce((sum, n) => sum + n, 0) };
    };
    return { during, sim };
  }

  for (const neurons of [400, 6400]) {
    test(`a step of ${neurons} neurons: at most 12 launches, one upload and two downloads; nothing is compiled or allocated over 10,000 steps`, async () => {
      await useTfjs("cuda");
      host.idle(true);
      try {
        const { during, sim } = await network({ neurons, pixels: 784 });
        for (let k = 0; k < 3; k++) await during(200);
        const [memory, held] = [tf.memory(), host.held()];
        const steps = neurons === 400 ? 10_000 : 300;
        const { asked } = await during(steps);
        assert.ok(asked.launches <= 12 * steps + 20, `${asked.launches / steps} launches a step`);
        assert.ok(asked.uploads <= steps + 20, `${asked.uploads / steps} uploads a step`);
        assert.ok(asked.downloads <= 2 * steps + 20, `${asked.downloads / steps} downloads a step`);
        assert.is(asked.compiled, 0, "kernels compiled");
        // A step with more arrivals than any before takes a block of a larger class.
        assert.ok(asked.allocations <= 8, `${asked.allocations} allocations`);
        // A view of a field exists only while it is in use.
        assert.ok(tf.memory().numTensors <= memory.numTensors + 2, `${tf.memory().numTensors} tensors`);
        assert.ok(host.held() - held <= 8, `${host.held()} held, ${held} before`);
        sim.dispose();
      } finally {
        host.idle(false);
      }
    });
  }

  test("a small network whose neurons fire: its kernels are compiled once, and memory stays", async () => {
    await useTfjs("cuda");
    const { during, sim } = await network({ neurons: 8, pixels: 70 });
    let fired = 0;
    for (let k = 0; k < 3; k++) fired += (await during(400)).fired;
    const memory = tf.memory();
    const last = await during(400);
    assert.ok(fired > 0 && last.fired > 0, `${fired}, ${last.fired} spikes`);
    assert.ok(last.asked.compiled <= 1, `${last.asked.compiled} kernels compiled`);
    assert.ok(last.asked.launches < 25 * 400, `${last.asked.launches / 400} launches a step`);
    assert.ok(tf.memory().numTensors <= memory.numTensors + 2, `${tf.memory().numTensors} tensors`);
    sim.dispose();
  });

  test.after(() => {
    tf.removeBackend("cuda");
    host.dispose();
  });
}

test.run();
