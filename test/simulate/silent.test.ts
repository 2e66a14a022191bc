import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type BackendName,
  compile,
  connect,
  InputError,
  lif,
  ms,
  network,
  neuron,
  population,
  sparse,
  spikeSource,
  spikeTrain,
  synapse,
  uniform,
  useTfjs,
} from "../../src/index.js";
import { rejected } from "../refused.js";

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];
await useTfjs("cpu");

const sums = neuron({ equations: { "dg/dt": "0 * g / tau" }, parameters: { tau: ms(1) } });
const relay = () => {
  const [input, cells] = [spikeSource(2), population(2, sums)];
  return network({ input, cells, wire: connect(input, cells, { to: "g", w: [1, 2, 3, 4] }) });
};
const train = () => spikeTrain([{ step: 0, neuron: 0 }], { steps: 2, neurons: 2 });

const refused = (work: () => unknown, message: RegExp) => rejected(work, message, InputError);

for (const backend of BACKENDS) {
  test(`${backend}: a spike train is taken when it is given, whatever becomes of its arrays`, async () => {
    const sim = await compile(relay(), { dt: ms(1), backend });
    const given = train();
    const shown = sim.present({ input: given }, { duration: ms(2) });
    given.indices[0] = 1_000_000;
    given.offsets.fill(0);
    await shown;
    assert.equal(Array.from(await sim.state.cells.g.read()), [1, 2]);
    sim.dispose();
  });

  test(`${backend}: a variable that only stands still takes whatever is written`, async () => {
    const still = neuron({ equations: { "dI/dt": "0 / ms" } });
    const sim = await compile(network({ cells: population(2, still), other: population(2, neuron(lif)) }), {
      dt: ms(1),
      backend,
    });
    await sim.state.cells.I.write([1, 2]);
    await sim.state.other.iExc.write([-3, 4]);
    await sim.present({}, { duration: ms(1) });
    assert.equal(Array.from(await sim.state.cells.I.read()), [1, 2]);
    sim.dispose();
  });

  test(`${backend}: a trace that rests at 0.2 is exactly 0 when an event sets it to 0`, async () => {
    const cell = neuron({
      equations: { "dq/dt": "(0.2 - q) / tau", "dhits/dt": "0 / ms" },
      parameters: { tau: ms(20) },
      initial: { q: 0.2 },
      threshold: "q == 0",
      reset: { hits: "hits + 1" },
    });
    const clear = synapse({ transmit: "w * (0 - post.q)" });
    const [input, cells] = [spikeSource(1), population(1, cell)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "q", w: 1, plasticity: clear }) });
    const sim = await compile(net, { dt: ms(1), backend });
    await sim.present(
      { input: spikeTrain([{ step: 3, neuron: 0 }], { steps: 4, neurons: 1 }) },
      { duration: ms(4), record: [] },
    );
    assert.equal(Array.from(await sim.state.cells.q.read()), [0]);
    sim.dispose();
  });

  test(`${backend}: values in SI size decay as those of the usual size do`, async () => {
    const sizes = [1, 1e-12].map((unit) => {
      const cell = neuron({
        equations: { "dx/dt": "-x / tau" },
        parameters: { tau: ms(10) },
        initial: { x: 0.9 * unit },
      });
      return network({ cells: population(1, cell) });
    });
    const values: number[] = [];
    for (const net of sizes) {
      const sim = await compile(net, { dt: ms(1), backend });
      await sim.present({}, { duration: ms(20) });
      values.push((await sim.state.cells.x.read())[0]);
      sim.dispose();
    }
    assert.ok(Math.abs(values[0] - 0.9 * Math.exp(-2)) < 1e-6, `${values[0]}`);
    assert.ok(Math.abs(values[1] * 1e12 - values[0]) < 1e-6, `${values[1]} for ${values[0]}`);
  });
}

test("misspelt and foreign options are refused before anything runs", async () => {
  const sim = await compile(relay(), { dt: ms(1) });
  const duration = ms(1);
  const wrong = (options: object) => sim.present({}, { duration, ...options } as never);
  await refused(() => wrong({ minSpikes: 5 }), /minSpikes: found 5, expected a record of cells/);
  await refused(() => wrong({ minSpikes: { cell: 5 } }), /minSpikes: found "cell".*"cells"/);
  await refused(() => wrong({ record: 5 }), /record: found 5, expected a list/);
  await refused(() => wrong({ sample: 5 }), /sample: found 5, expected variables/);
  for (const option of [{ learning: true }, { onStep() {} }]) {
    const [name] = Object.keys(option);
    await refused(() => sim.evaluate([{}], { duration, ...option } as never), new RegExp(`found "${name}"`));
  }
  await refused(() => wrong({ rest: null }), /present, rest: found null, expected a value/);
  for (const option of ["backend", "seed", "method"]) {
    const given = { dt: ms(1), [option]: null } as never;
    await refused(() => compile(relay(), given), new RegExp(`compile, ${option}: found null, expected a value`));
  }
  assert.is(sim.presentations, 0);
  sim.dispose();
});

test("a tensor that waits to be written is given up with the simulation", async () => {
  const sim = await compile(relay(), { dt: ms(1), backend: "tensor" });
  const values = tf.tensor1d([1, 2]);
  const before = tf.memory().numTensors;
  const written = sim.state.cells.g.write(values);
  assert.ok(tf.memory().numTensors > before, "no handle is kept");
  sim.dispose();
  await written.catch(() => {});
  assert.ok(tf.memory().numTensors <= before, `${tf.memory().numTensors} tensors, ${before} before`);
  values.dispose();
});

test("sparse networks too large for their lists are refused, before anything is made, with the size that they would take", async () => {
  const [a, b] = [population(100_000, sums), population(100_000, sums)];
  const wire = (probability: number, delay?: ReturnType<typeof uniform>) =>
    network({ a, b, wire: connect(a, b, { to: "g", w: 1, pattern: sparse({ probability }), delay }) });
  const made = (net: ReturnType<typeof wire>) => compile(net, { dt: ms(1) });
  await rejected(
    made(wire(0.5)),
    /"wire": found about 5\.00e\+9 synapses .* about 19 GiB, expected at most .*stored: false/,
  );
  await rejected(made(wire(0.5, uniform(ms(0), ms(3)))), /about 75 GiB, expected at most .*one delay for all/);
});

test.run();
