import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type BackendName,
  compile,
  connect,
  diehlCook2015,
  InputError,
  ms,
  network,
  neuron,
  poisson,
  population,
  sparse,
  uniform,
} from "../../src/index.js";
import { useTfjs } from "../../src/tfjs/useTfjs.js";

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];
const cells = neuron({
  equations: { "dv/dt": "(20 * mV * g - v) / tau", "dg/dt": "-g / tauG" },
  parameters: { tau: ms(10), tauG: ms(4) },
  threshold: "v > 7.13 * mV",
  reset: { v: "0" },
  refractory: ms(2),
});

function declare() {
  const [input, exc] = [poisson(12), population(6, cells)];
  return network({
    input,
    exc,
    dense: connect(input, exc, { to: "g", w: uniform(0.1, 0.4), delay: ms(1) }),
    listed: connect(exc, exc, { to: "g", w: uniform(-0.2, 0.1), pattern: sparse({ probability: 0.5, self: false }) }),
  });
}
const rates = Float32Array.from({ length: 12 }, (_, i) => 60 + 20 * i);
const DT = { dt: ms(0.5), seed: 3 };

const near = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-5) =>
  a.length === b.length && Array.from(a).every((x, i) => Math.abs(x - b[i]) <= tolerance);

test("on wasm, a hook changes no bit: a block's state decides by which code it is updated, and all give the same", async () => {
  const leak = Float64Array.from({ length: 640 }, (_, i) => i / 64);
  const cell = neuron({
    equations: { "dv/dt": "(20 * mV - (1 + g) * v) / tau", "dg/dt": "(leak - g) / (3 * tau)" },
    parameters: { tau: ms(10), leak },
    threshold: "v > 6 * mV",
    reset: { v: "0" },
    refractory: ms(2),
    method: "exponentialEuler",
  });
  const net = network({ cells: population(leak.length, cell) });
  const [whole, hooked] = await Promise.all([0, 1].map(() => compile(net, { ...DT, backend: "wasm" })));
  for (let i = 0; i < 4; i++) {
    const expected = await whole.run(ms(31.5));
    const found = await hooked.run(ms(31.5), { onStep: () => {} });
    assert.ok(expected.counts.cells[0] > 0);
    assert.equal(found.counts, expected.counts);
    assert.equal(await hooked.state.cells.v.read(), await whole.state.cells.v.read());
  }
});

for (const backend of BACKENDS) {
  test(`${backend}: a presentation with a hook that only looks is the presentation without it`, async () => {
    await useTfjs("wasm");
    const net = diehlCook2015({ neurons: 9, pixels: 30 });
    const input = { input: Float32Array.from({ length: 30 }, (_, i) => 10 * i) };
    const [whole, hooked] = await Promise.all([0, 1].map(() => compile(net, { ...DT, backend })));
    const optionsOf = (sim: typeof whole) =>
      ({
        duration: ms(60),
        rest: ms(10),
        record: ["exc", "input"],
        sample: { theta: { of: sim.state.exc.theta, every: ms(3.5) } },
      }) as const;
    for (let i = 0; i < 3; i++) {
      const steps: number[] = [];
      const fired = new Int32Array(9);
      const expected = await whole.present(input, optionsOf(whole));
      const found = await hooked.present(input, {
        ...optionsOf(hooked),
        onStep: ({ step, time, spikes }) => {
          steps.push(step);
          assert.is(time, (step + 1) * 0.5);
          for (const j of step < 120 ? spikes.exc : []) fired[j]++;
        },
      });
      assert.is(steps.length, 140);
      assert.equal(found.counts, expected.counts);
      assert.equal(found.spikes, expected.spikes);
      assert.equal(fired, expected.counts.exc);
      assert.ok(near(found.samples.theta.values, expected.samples.theta.values));
      for (const values of [(sim: typeof whole) => sim.state.exc.v, (sim: typeof whole) => sim.state.inputToExc.w]) {
        const [a, b] = [values(hooked), values(whole)];
        assert.ok(near(await a.read(), await b.read(), 1e-4), a.name);
      }
    }
    const still = await compile(net, { ...DT, backend });
    await still.present(input, { ...optionsOf(still), learning: false });
    assert.not.equal(
      await whole.state.inputToExc.w.read(),
      await still.state.inputToExc.w.read(),
      "nothing was learned",
    );
    still.dispose();
    whole.dispose();
    hooked.dispose();
  });

  test(`${backend}: a hook reads and writes between steps, by arrays and tensors`, async () => {
    const sim = await compile(declare(), { ...DT, backend });
    const potentials: number[] = [];
    await sim.present(
      { input: rates },
      {
        duration: ms(10),
        onStep: async ({ step }) => {
          const v = await sim.state.exc.v.tensor();
          potentials.push(v.dataSync()[0]);
          const clamped = tf.fill([6], 5 + step);
          await sim.state.exc.v.write(clamped);
          tf.dispose([v, clamped]);
        },
      },
    );
    // What was written decays for one step, below what g adds.
    for (const [k, v] of potentials.slice(1).entries()) assert.ok(v >= (5 + k) * Math.exp(-0.05) - 1e-5 || v === 0);
    assert.equal([...(await sim.state.exc.v.read())], new Array(6).fill(24));
    sim.dispose();
  });

  test(`${backend}: steps go on from one another, and give the neurons that fire`, async () => {
    const sim = await compile(declare(), { ...DT, backend });
    let total = 0;
    for (let k = 0; k < 40; k++) {
      const before = await sim.state.exc.v.read();
      const { exc, input } = await sim.step({ input: rates });
      total += exc.length;
      const after = await sim.state.exc.v.read();
      for (const j of exc) assert.ok(after[j] === 0 && before[j] > 0, `neuron ${j}`);
      assert.ok(input.every((j) => j >= 0 && j < 12));
    }
    assert.ok(total > 5, `${total} spikes`);
    assert.is(sim.presentations, 40);
    const bad = await sim.step({ input: new Float32Array(3) }).catch((error: unknown) => error);
    assert.instance(bad, InputError);
    sim.dispose();
  });

  test(`${backend}: variables and weights as tensors, in declared order, and no tensor is left`, async () => {
    const before = tf.memory().numTensors;
    const sim = await compile(declare(), { ...DT, backend });
    const dense = await sim.state.dense.w.tensor();
    assert.equal(dense.shape, [12, 6]);
    assert.equal([...dense.dataSync()], [...(await sim.state.dense.w.read())]);
    const listed = await sim.state.listed.w.tensor();
    assert.equal([...listed.dataSync()], [...(await sim.state.listed.w.read())]);
    const doubled = tf.tidy(() => tf.mul(dense, 2));
    await sim.state.dense.w.write(doubled);
    assert.ok(near(await sim.state.dense.w.read(), doubled.dataSync(), 0));
    assert.ok(!doubled.isDisposed);
    const reversed = tf.tidy(() => tf.reverse(listed));
    await sim.state.listed.w.write(reversed);
    assert.ok(near(await sim.state.listed.w.read(), reversed.dataSync(), 0));
    tf.dispose([dense, listed, doubled, reversed]);
    const input = tf.tensor1d(rates);
    const counts: number[] = [];
    for (let i = 0; i < 4; i++) {
      await sim.present({ input }, { duration: ms(20), learning: i % 2 === 0 });
      await sim.step({ input });
      counts.push(tf.memory().numTensors);
    }
    // The first presentation makes the constants that the following ones use again.
    assert.equal(counts.slice(1), new Array(3).fill(counts[0]));
    input.dispose();
    const wrong = await sim.state.exc.v.write([1, 2]).catch((error: unknown) => error);
    assert.instance(wrong, InputError);
    sim.dispose();
    assert.is(tf.memory().numTensors, before);
  });
}

test("a step of one's own that no equation can express: only the two neurons nearest to threshold go on", async () => {
  for (const backend of BACKENDS) {
    const sim = await compile(diehlCook2015({ neurons: 16, pixels: 50, inhibition: 0 }), { ...DT, backend });
    const { v, theta } = sim.state.exc;
    const input = new Float32Array(50).fill(80);
    const most = async (winners: number) => {
      await sim.reset();
      let fired = 0;
      const onStep = async ({ spikes }: { readonly spikes: { readonly exc: Int32Array } }) => {
        fired = Math.max(fired, spikes.exc.length);
        const [potential, threshold] = await Promise.all([v.tensor(), theta.tensor()]);
        const next = tf.tidy(() => {
          const margin = tf.sub(potential, threshold);
          const least = tf.min(tf.topk(margin, winners).values);
          return tf.where(tf.greaterEqual(margin, least), potential, -65);
        });
        await v.write(next);
        tf.dispose([potential, threshold, next]);
      };
      const { counts } = await sim.present({ input }, { duration: ms(60), onStep });
      return { fired, total: counts.exc.reduce((sum, n) => sum + n, 0) };
    };
    const [few, all] = [await most(2), await most(16)];
    assert.ok(few.total > 0 && few.fired <= 2, `${backend}: ${few.fired} at once, ${few.total} in all`);
    assert.ok(all.fired > 2, `${backend}: ${all.fired} at once without it`);
    sim.dispose();
  }
});

test("a step does not normalize, and the marks of changed weights wait for the next presentation", async () => {
  for (const backend of BACKENDS) {
    const sim = await compile(diehlCook2015({ neurons: 4, pixels: 10, normalize: 1 }), { ...DT, backend });
    const sums = async () => {
      const w = await sim.state.inputToExc.w.read();
      return [0, 1, 2, 3].map((j) => w.reduce((sum, x, s) => (s % 4 === j ? sum + x : sum), 0));
    };
    const initial = await sums();
    await sim.step();
    assert.ok(near(await sums(), initial), backend);
    await sim.present({}, { duration: ms(1) });
    assert.ok(near(await sums(), [1, 1, 1, 1]), backend);
    sim.dispose();
  }
});

test.run();
