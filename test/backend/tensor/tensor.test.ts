import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Executable, Presentation } from "../../../src/backend/backend.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { tensor } from "../../../src/backend/tensor/tensor.js";
import {
  BackendError,
  compile,
  connect,
  InputError,
  ms,
  network,
  neuron,
  pairs,
  population,
  spikeSource,
  spikeTrain,
  synapse,
  type TfjsBackend,
  tensorToSpikes,
  uniform,
  useTfjs,
} from "../../../src/index.js";
import { lower } from "../../../src/program/lower.js";
import { randomNetwork } from "../randomNetwork.js";
import { testOn } from "./testOn.js";

const OPTIONS = { dt: 0.5, seed: 1, flush: 1e-12 };
const QUIET = { normalize: true, countSteps: 0, learning: true, inputs: new Map(), recordSpikes: [], probes: [] };

test("a time constant of twenty million steps keeps its digits: exp(−t/tau) within float32", async () => {
  await useTfjs("wasm");
  const slow = neuron({
    equations: { "dtheta/dt": "-theta / tau", "dx/dt": "(3 - x) / tau" },
    parameters: { tau: ms(1e7) },
    initial: { theta: 20, x: 1 },
  });
  const run = await tensor.compile(lower(network({ cells: population(3, slow) }), OPTIONS).program);
  await run.present({ ...QUIET, steps: 3000 });
  const decay = Math.exp(-1500 / 1e7);
  const [theta] = await run.read("cells.theta");
  const [x] = await run.read("cells.x");
  assert.ok(Math.abs(theta / (20 * decay) - 1) < 1e-9, `${theta}`);
  assert.ok(Math.abs(x - (3 - 2 * decay)) < 1e-8, `${x}`);
  run.dispose();
});

test("a decay that is read in every step ends at exactly its target", async () => {
  const cells = neuron({
    equations: { "dv/dt": "(g - v) / tau", "dg/dt": "-g / tau" },
    parameters: { tau: ms(3) },
    initial: { g: 5 },
  });
  const run = await tensor.compile(
    lower(network({ cells: population(2, cells) }), { ...OPTIONS, flush: 1e-6 }).program,
  );
  await run.present({ ...QUIET, steps: 200 });
  assert.equal([...(await run.read("cells.g"))], [0, 0]);
  run.dispose();
});

const bits = async (run: Executable): Promise<unknown> =>
  [...(await run.snapshot())].map(([name, x]) => [name, [...x]]);

test("from a snapshot, and from the reference's, a run continues as the one that it was taken from", async () => {
  await useTfjs("wasm");
  for (const seed of [3, 13]) {
    const { net, dt, steps, inputs } = randomNetwork(seed);
    const { program } = lower(net, { ...OPTIONS, dt, seed });
    const presentation: Presentation = { ...QUIET, steps, inputs };
    const run = await tensor.compile(program);
    await run.present(presentation);
    const copy = await tensor.compile(program);
    await copy.restore(await run.snapshot());
    assert.equal(await bits(copy), await bits(run));
    for (const one of [run, copy]) await one.present({ ...presentation, steps: 50 });
    assert.equal(await bits(copy), await bits(run));

    const truth = await reference.compile(program);
    await truth.present({ ...presentation, steps: 20 });
    await copy.restore(await truth.snapshot());
    for (const field of program.fields.keys()) {
      const [a, b] = [await copy.read(field), await truth.read(field)];
      assert.ok(
        a.every((x, i) => Math.abs(x - b[i]) <= 1e-6 * Math.max(1, Math.abs(b[i]))),
        field,
      );
    }
    for (const one of [run, copy, truth]) one.dispose();
  }
});

test("a rule that reads its own target sees what spikes before it in the same step have added", async () => {
  const rule = synapse({ onPre: { w: "where(post.g > 0.55, 9, w)" } });
  const cells = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });
  const [input, exc] = [spikeSource(3), population(2, cells)];
  const doubled = pairs([0, 0, 0, 1, 2, 2], [0, 0, 1, 1, 0, 0]);
  for (const pattern of ["dense", doubled] as const) {
    const wire = connect(input, exc, { to: "g", w: uniform(0.2, 0.4), pattern, plasticity: rule });
    const { program } = lower(network({ input, exc, wire }), OPTIONS);
    const [run, truth] = [await tensor.compile(program), await reference.compile(program)];
    const all = [0, 1, 2].map((at) => ({ step: 0, neuron: at }));
    const inputs = new Map([["input", spikeTrain(all, { steps: 1, neurons: 3 })]]);
    for (const one of [run, truth]) await one.present({ ...QUIET, steps: 2, inputs });
    const [found, expected] = [await run.read("wire.w"), await truth.read("wire.w")];
    assert.ok(expected.includes(9) && expected.some((w) => w < 9), "some come before and some after");
    assert.ok(
      found.every((w, s) => Math.abs(w - expected[s]) < 1e-6),
      `${found} for ${expected}`,
    );
    run.dispose();
  }
});

test("within a population, all synapses of a spike see their neuron's target from before it", async () => {
  const rule = synapse({
    equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau" },
    parameters: { tau: ms(20) },
    transmit: "w * (1 + pre.g)",
    onPre: { w: "w + 0.1 * pre.g", x: "x + pre.g", y: "y + post.g" },
  });
  const cells = neuron({
    equations: { "dv/dt": "1 / tau", "dg/dt": "-g / tau" },
    parameters: { tau: ms(4) },
    threshold: "v > 0.7",
    reset: { v: "0" },
    initial: { v: uniform(0, 0.7), g: uniform(0, 0.3) },
  });
  const exc = population(4, cells);
  const doubled = pairs([0, 0, 0, 1, 2, 2, 3, 3], [0, 0, 1, 0, 2, 3, 3, 2]);
  for (const [pattern, delay] of [
    ["dense", ms(0)],
    ["dense", uniform(ms(0), ms(2))],
    ["oneToOne", ms(0.5)],
    [doubled, ms(0)],
  ] as const) {
    const own = connect(exc, exc, { to: "g", w: uniform(0.01, 0.02), pattern, delay, plasticity: rule });
    const { program } = lower(network({ exc, own }), OPTIONS);
    const [run, truth] = [await tensor.compile(program), await reference.compile(program)];
    const presentation = { ...QUIET, steps: 24, normalize: true, countSteps: 24, recordSpikes: ["exc"] };
    const [found, expected] = [await run.present(presentation), await truth.present(presentation)];
    assert.equal(found.spikes, expected.spikes);
    assert.ok(expected.counts.get("exc")?.every((n) => n > 2));
    for (const field of program.fields.keys()) {
      const [a, b] = [await run.read(field), await truth.read(field)];
      assert.ok(
        a.every((x, i) => Math.abs(x - b[i]) < 1e-5 * Math.max(1, Math.abs(b[i]))),
        `${field}: ${a} for ${b}`,
      );
    }
    for (const one of [run, truth]) one.dispose();
  }
});

test("spike trains and tensors of spikes are the same thing in two forms", async () => {
  const events = [
    { step: 0, neuron: 2 },
    { step: 3, neuron: 0 },
    { step: 3, neuron: 1 },
  ];
  const train = spikeTrain(events, { steps: 4, neurons: 3 });
  const dense = await train.tensor();
  assert.equal(dense.arraySync(), [
    [0, 0, 1],
    [0, 0, 0],
    [0, 0, 0],
    [1, 1, 0],
  ]);
  assert.equal(await tensorToSpikes(dense), train);
  assert.equal(await tensorToSpikes(dense, { dt: ms(0.5) }), { ...train, dt: ms(0.5) });
  const refusal = await tensorToSpikes(tf.tensor1d([1, 0])).catch((error: unknown) => error);
  assert.ok(refusal instanceof InputError && refusal.message.includes("[steps, neurons]"));
  dense.dispose();
});

for (const device of ["cpu", "wasm", "cuda", "webgpu", "tensorflow"] as const) {
  testOn(
    test,
    device,
    `weights that spikes have changed are normalized, and the user's tensors stay: ${device}`,
    async () => {
      const cell = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(10) } });
      const [input, cells] = [spikeSource(2), population(2, cell)];
      const shown = spikeTrain([{ step: 0, neuron: 0 }], { steps: 5, neurons: 2, dt: ms(1) });
      for (const [pattern, shape] of [
        ["dense", [2, 2]],
        [pairs([0, 0, 1, 1], [0, 1, 0, 1]), [4]],
      ] as const) {
        const rule = synapse({ onPre: { w: "w + 0.1" } });
        const wire = connect(input, cells, { to: "g", w: 0.5, pattern, plasticity: rule, normalize: 1 });
        const sim = await compile(network({ input, cells, wire }), { dt: ms(1), backend: "tensor" });
        const mine = tf.tensor([0.5, 0.5, 0.5, 0.5], [...shape]);
        await sim.state.wire.w.write(mine);
        const theirs = await sim.state.wire.w.tensor();
        // Twice without normalization between, so that a changed tensor is the input of the second change.
        for (let i = 0; i < 2; i++)
          await sim.step({ input: { ...shown, steps: 1, offsets: shown.offsets.slice(0, 2) } });
        const learned = await sim.state.wire.w.read();
        for (const [s, w] of [0.7, 0.7, 0.5, 0.5].entries()) assert.ok(Math.abs(learned[s] - w) < 1e-6, `${learned}`);
        await sim.present({ input: shown }, { duration: ms(5) });
        await sim.run(ms(1));
        // (0.7, 0.5) → (7, 5)/12, + 0.1, and normalized again.
        const up = (7 / 12 + 0.1) / 1.1;
        const found = await sim.state.wire.w.read();
        for (const [s, w] of [up, up, 1 - up, 1 - up].entries()) assert.ok(Math.abs(found[s] - w) < 1e-6, `${found}`);
        for (const tensor of [mine, theirs]) {
          assert.equal([...(await tensor.data())], [0.5, 0.5, 0.5, 0.5]);
          tensor.dispose();
        }
        sim.dispose();
      }
    },
  );
}

test("clip with its bounds in the wrong order is min(max(x, low), high) on every backend of TensorFlow.js", async () => {
  const model = neuron({
    equations: { "dx/dt": "0 * x / ms", "dz/dt": "0 * z / ms" },
    events: { always: { condition: "x == x", set: { z: "clip(x, 3, 1.5)" } } },
  });
  for (const device of ["cpu", "wasm"] as const) {
    await useTfjs(device);
    const sim = await compile(network({ cells: population(3, model) }), { dt: ms(1), backend: "tensor" });
    await sim.run(ms(1));
    assert.equal([...(await sim.state.cells.z.read())], [1.5, 1.5, 1.5], device);
    sim.dispose();
  }
  await useTfjs("cpu");
});

test("a backend of TensorFlow.js that is missing or unknown is one clear message, and the active one stays", async () => {
  await useTfjs("cpu");
  const before = tf.memory().numTensors;
  const failure = async (name: string) => useTfjs(name as TfjsBackend).catch((error: unknown) => error);
  const unknown = await failure("gpu");
  assert.instance(unknown, InputError);
  for (const [name, packages] of [
    ["webgpu", "npm install webgpu @tensorflow/tfjs-backend-webgpu"],
    ["tensorflow", "npm install @tensorflow/tfjs-node-gpu"],
  ]) {
    await useTfjs("cpu");
    const found = await failure(name);
    if (!(found instanceof Error && found.message.includes("not installed"))) continue;
    assert.instance(found, BackendError);
    assert.ok(found.message.includes(packages), found.message);
    assert.not.match(found.message, /\n/);
    assert.is(tf.getBackend(), "cpu");
  }
  assert.is(tf.memory().numTensors, before);
});

for (const name of ["cpu", "wasm", "webgpu", "tensorflow"] as const) {
  testOn(test, name, `the simulation runs on the backend of TensorFlow.js that is active: ${name}`, async () => {
    const cells = neuron({ equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(5) }, initial: { x: 1 } });
    const sim = await compile(network({ cells: population(2, cells) }), { dt: ms(1), backend: "tensor" });
    await sim.present({}, { duration: ms(5) });
    assert.is(tf.getBackend(), name);
    const x = await sim.state.cells.x.read();
    assert.ok(Math.abs(x[0] - Math.exp(-1)) < 1e-6);
    sim.dispose();
  });

  testOn(test, name, `tensors that the device has computed are written, sorted and looked at: ${name}`, async () => {
    const rule = synapse({ onPre: { w: "min(w + 0.1, 5)" } });
    const cells = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });
    const [input, exc] = [spikeSource(2), population(3, cells)];
    const listed = pairs([1, 0, 0], [0, 2, 1]);
    const wire = connect(input, exc, { to: "g", w: uniform(0, 1), pattern: listed, plasticity: rule });
    const sim = await compile(network({ input, exc, wire }), { dt: ms(1), backend: "tensor", seed: 1 });
    const before = tf.memory().numTensors;
    const running: Promise<void>[] = [];
    tf.tidy(() => {
      const computed = tf.add(tf.tensor1d([0, 1, 2]), 0.5);
      running.push(sim.state.exc.g.write(computed), sim.state.wire.w.write(computed));
    });
    await Promise.all(running);
    assert.equal([...(await sim.state.exc.g.read())], [0.5, 1.5, 2.5]);
    assert.equal([...(await sim.state.wire.w.read())], [0.5, 1.5, 2.5]);
    const negative = tf.tidy(() => tf.neg(tf.ones([3])));
    const refusal = await sim.state.wire.w.write(negative).catch((error: unknown) => error);
    assert.ok(refusal instanceof InputError && /\[0\]: found -1, expected a value from/.test(refusal.message));
    assert.equal([...(await sim.state.wire.w.read())], [0.5, 1.5, 2.5]);

    const spikes = tf.tidy(() => tf.greater(tf.tensor2d([0, 1, 1, 0], [2, 2]), 0.5));
    const train = await tensorToSpikes(spikes);
    const expected = [
      { step: 0, neuron: 1 },
      { step: 1, neuron: 0 },
    ];
    assert.equal(train, spikeTrain(expected, { steps: 2, neurons: 2 }));
    tf.dispose([negative, spikes]);
    assert.is(tf.memory().numTensors, before);
    sim.dispose();
  });
}

test.run();
