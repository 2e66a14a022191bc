import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import { layOut } from "../../src/backend/wasm/layout.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  type Backend,
  compile,
  connect,
  lif,
  ModelError,
  ms,
  mV,
  type Network,
  network,
  neuron,
  normal,
  pairStdp,
  poisson,
  population,
  shortTermDepression,
  sparse,
  spikeSource,
  spikeTrain,
  synapse,
  uniform,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { verify } from "../../src/program/verify.js";

const cell = () =>
  neuron({
    equations: { "dv/dt": "(vRest - v + g) / tau", "dg/dt": "-g / tauG" },
    parameters: { vRest: mV(-65), tau: ms(10), tauG: ms(3) },
    initial: { v: uniform(mV(-65), mV(-50)), g: mV(0) },
    threshold: "v > -50 * mV",
    reset: { v: "vRest" },
    refractory: ms(2),
  });

/** A balanced network, sparse throughout, with connections of its own that are stored or not. */
function balanced(stored: boolean): Network {
  const [input, exc, inh] = [poisson(50), population(90, cell()), population(30, cell())];
  const rule = synapse(shortTermDepression);
  return network({
    ...{ input, exc, inh },
    drive: connect(input, exc, { to: "g", w: mV(9), pattern: sparse({ probability: 0.3, stored }) }),
    up: connect(exc, inh, { to: "g", w: mV(2), pattern: sparse({ probability: 0.2, stored }), delay: ms(1) }),
    down: connect(inh, exc, { to: "g", w: mV(-3), pattern: sparse({ probability: 0.25, stored }), plasticity: rule }),
    within: connect(exc, exc, { to: "g", w: mV(0.4), pattern: sparse({ probability: 0.1, self: false, stored }) }),
  });
}

async function spikes(backend: Backend, stored: boolean) {
  const sim = await compile(balanced(stored), { dt: ms(0.5), seed: 5, backend });
  const shown = { input: new Float32Array(50).fill(60) };
  const { spikes } = await sim.present(shown, { duration: ms(200), record: ["exc", "inh"] });
  const found = ["exc", "inh"].map((name) => {
    const { offsets, indices } = spikes[name as "exc"];
    return [[...offsets], [...indices]];
  });
  sim.dispose();
  return found;
}

test("what is drawn at each spike gives the spikes of what is stored: on every backend the same, bit for bit", async () => {
  const expected = await spikes(reference, true);
  assert.ok(expected[0][1].length > 100, `${expected[0][1].length} spikes`);
  for (const backend of [reference, wasm]) {
    assert.equal(await spikes(backend, false), expected, backend.name);
    assert.equal(await spikes(backend, true), expected, backend.name);
  }
});

test("its program keeps the rules, and synapses can be read", async () => {
  verify(lower(balanced(false), { dt: 0.5, seed: 1, flush: 1e-12 }).program);
  const [one, other] = await Promise.all(
    [true, false].map((stored) => compile(balanced(stored), { dt: ms(0.5), seed: 1, backend: "wasm" })),
  );
  for (const name of ["drive", "within"] as const) assert.equal(one.synapses(name), other.synapses(name));
  one.dispose();
  other.dispose();
});

test("a thousand million synapses take the memory of their neurons: none is listed, not even counted", async () => {
  const [input, cells] = [spikeSource(100_000), population(100_000, neuron(lif))];
  const wire = connect(input, cells, { to: "v", w: mV(0.1), pattern: sparse({ probability: 0.1, stored: false }) });
  const net = network({ input, cells, wire });
  const { program } = lower(net, { dt: 0.1, seed: 1 });
  const bytes = layOut(program).end;
  assert.ok(bytes < 8e6, `${bytes} bytes`);
  const sim = await compile(net, { dt: ms(0.1), seed: 1, backend: "wasm" });
  const spike = spikeTrain([{ step: 0, neuron: 7 }], { steps: 1, neurons: 100_000 });
  await sim.present({ input: spike }, { duration: ms(0.2) });
  const made = Object.values(sim.program.projections[0].topology);
  assert.not.ok(made.some((value) => ArrayBuffer.isView(value)));
  sim.dispose();
});

test("what is stored is listed once, in the backend's memory", async () => {
  const [input, cells] = [poisson(100), population(100, cell())];
  const wire = connect(input, cells, { to: "g", w: mV(1), pattern: sparse({ probability: 0.1 }) });
  const sim = await compile(network({ input, cells, wire }), { dt: ms(0.5), seed: 1, backend: "wasm" });
  const made = Object.values(sim.program.projections[0].topology).filter((value) => value instanceof Int32Array);
  assert.equal(
    made.map((value) => value.length),
    [101],
    "where rows begin",
  );
  const weights = await sim.state.wire.w.read();
  assert.equal([...weights], new Array(sim.synapses("wire").post.length).fill(1));
  sim.dispose();
});

test("only constant weights and one delay, and nothing for single synapses; else an error says what to leave out", () => {
  const [input, cells] = [poisson(5), population(5, cell())];
  const pattern = sparse({ probability: 0.5, stored: false });
  const wired = (options: object) => connect(input, cells, { to: "g", w: mV(1), pattern, ...options });
  const remedy = /sparse\(\{ stored: false \}\).*Leave out stored: false/;
  const refused = (make: () => unknown, what: RegExp) =>
    assert.throws(make, (e: Error) => e instanceof ModelError && what.test(e.message) && remedy.test(e.message));
  refused(() => wired({ w: normal(mV(1), mV(0.1)) }), /found several weights/);
  refused(() => wired({ delay: uniform(ms(0), ms(2)) }), /found several delays/);
  refused(() => wired({ normalize: mV(3) }), /found normalize/);
  refused(() => wired({ plasticity: synapse(pairStdp) }), /found weights that learn/);
  assert.throws(() => sparse({ probability: 0.1, stored: 1 as unknown as boolean }), /sparse, stored: found 1/);
});

test.run();
