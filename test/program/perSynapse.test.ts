import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type BackendName,
  compile,
  connect,
  ModelError,
  ms,
  network,
  neuron,
  type Pattern,
  pairs,
  population,
  type SynapseModel,
  spikeSource,
  spikeTrain,
  synapse,
  uniform,
  useTfjs,
} from "../../src/index.js";

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];
const sums = neuron({ equations: { "dg/dt": "0 * g / tau" }, parameters: { tau: ms(1) } });
const once = (neurons: number) =>
  spikeTrain(
    Array.from({ length: neurons }, (_, neuron) => ({ step: 0, neuron })),
    { steps: 1, neurons },
  );

async function arrived(rule: SynapseModel, backend: BackendName, pattern?: Pattern, pre = 2, post = 2) {
  const [input, cells] = [spikeSource(pre), population(post, sums)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: rule, pattern }) });
  const sim = await compile(net, { dt: ms(1), backend, seed: 5 });
  await sim.present({ input: once(pre) }, { duration: ms(1) });
  const g = Array.from(await sim.state.cells.g.read());
  sim.dispose();
  return g;
}

await useTfjs("cpu");
for (const backend of BACKENDS) {
  test(`${backend}: initial values in an array are those of the synapses, as they are declared`, async () => {
    const k = synapse({ equations: { "dk/dt": "0 / ms" }, initial: { k: [1, 2, 3, 4] }, transmit: "w * k" });
    assert.equal(await arrived(k, backend), [1 + 3, 2 + 4]);
    // Listed in another order than they are stored in: (1, 1) has 1, (0, 0) has 2, (1, 0) has 3, (0, 1) has 4.
    assert.equal(await arrived(k, backend, pairs([1, 0, 1, 0], [1, 0, 0, 1])), [2 + 3, 1 + 4]);
  });

  test(`${backend}: a parameter in an array has one value for each synapse`, async () => {
    const k = synapse({ parameters: { k: [1, 2, 3, 4] }, transmit: "w * k" });
    assert.equal(await arrived(k, backend), [4, 6]);
    const rate = synapse({ parameters: { rate: [1, 2, 3, 4] }, onPre: { w: "w + rate" } });
    const [input, cells] = [spikeSource(2), population(2, sums)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: rate }) });
    const sim = await compile(net, { dt: ms(1), backend });
    await sim.present({ input: once(2) }, { duration: ms(1) });
    assert.equal(Array.from(await sim.state.wire.w.read()), [2, 3, 4, 5]);
    sim.dispose();
  });

  test(`${backend}: a distribution is drawn for each synapse`, async () => {
    const drawn = { k: uniform(0.1, 0.9) };
    for (const rule of [
      synapse({ equations: { "dk/dt": "0 / ms" }, initial: drawn, transmit: "w * k" }),
      synapse({ parameters: drawn, transmit: "w * k" }),
    ]) {
      const values = await arrived(rule, backend, "dense", 1, 5);
      assert.is(new Set(values).size, 5, values.join(" "));
      assert.ok(values.every((x) => x >= 0.1 && x < 0.9));
    }
  });
}

test("as many values as synapses, and a place to keep them", async () => {
  const refused = async (rule: SynapseModel, message: RegExp) => {
    const error = await arrived(rule, "wasm").then(
      () => undefined,
      (e: unknown) => e,
    );
    assert.instance(error, ModelError);
    assert.match((error as Error).message, message);
  };
  const equations = { "dk/dt": "0 / ms" };
  await Promise.all([
    refused(
      synapse({ equations, initial: { k: new Array(5000).fill(1) }, transmit: "w * k" }),
      /projection "wire", k: found 5000 values, expected one for each of 4 synapses/,
    ),
    refused(synapse({ parameters: { k: [1] }, transmit: "w * k" }), /wire", k: found 1 values, expected .* 4 synapses/),
  ]);
});

test.run();
