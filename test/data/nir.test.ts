import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writingHdf5 } from "../../src/data/hdf5Writer.js";
import { readGraph } from "../../src/data/nir/graph.js";
import {
  adjustable,
  compile,
  connect,
  DataError,
  Hz,
  lif,
  ModelError,
  ms,
  type NeuronModel,
  network,
  neuron,
  nirCubaLif,
  nirLif,
  pA,
  pairStdp,
  poissonInput,
  population,
  readNir,
  second,
  spikeSource,
  spikeTrain,
  synapse,
  uniform,
  writeNir,
} from "../../src/index.js";
import { type Kind, rejected } from "../refused.js";

const golden = (name: string) => join(import.meta.dirname, "golden", name);
const folder = mkdtempSync(join(tmpdir(), "spiketensor-nir-"));
test.after(() => rmSync(folder, { recursive: true }));
const spike = ms(1);
const near = (found: number, expected: number, bound = 1e-6) =>
  assert.ok(Math.abs(found - expected) < bound, `${found} for ${expected}`);
const fails = (work: () => Promise<unknown>, message: RegExp, kind: Kind = DataError) => rejected(work, message, kind);

test("a graph that NIR's own package wrote: its nodes as parts, with names that are allowed here", async () => {
  const { parts } = await readNir(golden("graph.nir"), { spike });
  assert.equal(Object.keys(parts).sort(), ["fc", "in", "lif", "n0_weight", "out_cells", "recurrent"]);
  const { lif: cells, out_cells: out } = parts;
  if (cells.kind !== "population" || out.kind !== "population") return assert.unreachable();
  assert.equal([cells.size, out.size], [4, 2]);
  const values = (name: string) => cells.model.system.parameters.get(name)?.value;
  assert.equal(values("tau"), Float64Array.of(20, 20, 30, 10));
  assert.equal(values("bias"), Float64Array.of(0.1, 0.2, 0, -1));
  assert.equal(out.model.constants.get("tauSyn"), 5);
});

test("its network is the graph's equations: v after spikes, against a plain loop over exact decays", async () => {
  const dt = 0.5;
  const graph = await readGraph("test", golden("graph.nir"));
  const of = (node: string, name: string) => graph.nodes.get(node)?.values.get(name)?.data ?? new Float64Array(0);
  // Long enough for the weights of the file to make neurons fire.
  const long = 20;
  const net = await readNir(golden("graph.nir"), { spike: ms(long) });
  const sim = await compile(net, { dt: ms(dt), backend: "reference" });
  const steps = 400;
  const events = Array.from({ length: steps }, (_, step) => ({ step, neuron: (step * 7) % 3 })).filter(
    ({ step }) => step % 2 === 0,
  );
  const train = spikeTrain(events, { steps, neurons: 3, dt: ms(dt) });
  const { spikes } = await sim.present({ in: train } as never, {
    duration: ms(steps * dt),
    record: ["lif", "out_cells"] as never,
  });
  const [first, again, fc] = ["0.weight", "recurrent", "fc"].map((name) => of(name, "weight"));
  const [tau, r, rest, reset] = ["tau", "r", "v_leak", "v_reset"].map((name) => of("lif", name));
  const [v, i, u] = [Float64Array.from(rest), new Float64Array(2), new Float64Array(2)];
  const found: number[][] = [];
  for (let k = 0; k < steps; k++) {
    for (let j = 0; j < 4; j++) {
      const goal = rest[j] + r[j] * of("0.weight", "bias")[j];
      v[j] = goal + (v[j] - goal) * Math.exp(-dt / (1000 * tau[j]));
    }
    for (let j = 0; j < 2; j++) {
      // The solution of two exponentials, tauSyn = 5 ms and tauMem = 20 ms.
      const [a, b] = [Math.exp(-dt / 5), Math.exp(-dt / 20)];
      u[j] = u[j] * b + (i[j] * 5 * (b - a)) / (20 - 5);
      i[j] *= a;
    }
    const fired = [...v.keys()].filter((j) => v[j] > 1);
    const answers = [0, 1].filter((j) => u[j] > 0.5);
    found.push([...fired, ...answers.map((j) => 10 + j)]);
    for (const { neuron: pre } of events.filter(({ step }) => step === k)) {
      for (let j = 0; j < 4; j++) v[j] += (first[j * 3 + pre] * r[j] * long) / (1000 * tau[j]);
    }
    for (const pre of fired) {
      for (let j = 0; j < 4; j++) v[j] += (again[j * 4 + pre] * r[j] * long) / (1000 * tau[j]);
      for (let j = 0; j < 2; j++) i[j] += (fc[j * 4 + pre] * of("out cells", "w_in")[j] * long) / 5;
    }
    for (const j of fired) v[j] = reset[j];
    for (const j of answers) u[j] = 0;
  }
  const record = spikes as unknown as Record<string, { offsets: Int32Array; indices: Int32Array }>;
  const at = (name: string, k: number) => [
    ...record[name].indices.subarray(record[name].offsets[k], record[name].offsets[k + 1]),
  ];
  const seen = found.map((_, k) => [...at("lif", k), ...at("out_cells", k).map((j) => 10 + j)]);
  assert.equal(seen, found);
  const all = found.flat();
  assert.ok(all.filter((j) => j < 10).length > 5 && all.some((j) => j >= 10), `${all.length} spikes`);
  sim.dispose();
});

test("what is written and read again is the same graph", async () => {
  const net = await readNir(golden("graph.nir"), { spike });
  const path = join(folder, "again.nir");
  await writeNir(net, path, { spike });
  const [before, after] = [await readGraph("test", golden("graph.nir")), await readGraph("test", path)];
  const names = { n0_weight: "0.weight", out_cells: "out cells", lif: "lif", recurrent: "recurrent", fc: "fc" };
  for (const [ours, theirs] of Object.entries(names)) {
    const [found, expected] = [after.nodes.get(ours), before.nodes.get(theirs)];
    // All biases stand at the first projection onto their neurons.
    assert.is(found?.type, expected?.type);
    for (const [key, { shape, data }] of expected?.values ?? []) {
      const own = found?.values.get(key);
      assert.equal(own?.shape, shape, `${theirs}, ${key}`);
      for (const [i, value] of data.entries()) near(own?.data[i] ?? Number.NaN, value);
    }
  }
  assert.is(after.edges.length, before.edges.length);
});

test("a network of nirLif and nirCubaLif: pairs and one-to-one as matrices, learned weights in place of declared ones", async () => {
  const [input, cells] = [spikeSource(2), population(2, neuron(nirLif))];
  const last = population(2, neuron({ ...nirCubaLif, parameters: { ...nirCubaLif.parameters, tauMem: second(0.04) } }));
  const wire = connect(input, cells, { to: "v", w: [1, 2, 3, 4], plasticity: synapse(pairStdp) });
  const net = network({
    input,
    cells,
    last,
    wire,
    chain: connect(cells, last, { to: "i", w: 0.5, pattern: "oneToOne" }),
  });
  const path = join(folder, "own.nir");
  await fails(() => writeNir(net, path, { spike }), /"wire": found plasticity, expected constant weights/, ModelError);
  await writeNir(net, path, { spike, weights: { wire: [1, 2, 3, 4] } });
  const { nodes } = await readGraph("test", path);
  // Of a time constant of 20 ms and a spike of 1 ms.
  assert.equal([...(nodes.get("wire")?.values.get("weight")?.data ?? [])], [20, 60, 40, 80]);
  assert.equal([...(nodes.get("chain")?.values.get("weight")?.data ?? [])], [2.5, 0, 0, 2.5]);
  assert.equal([nodes.get("output")?.type, nodes.get("last")?.values.get("tau_mem")?.data[0]], ["Output", 0.04]);
});

test("a graph within a graph, and Flatten, which NIR's own package wrote: the network of the same graph without them", async () => {
  // Long enough for the weights to make neurons fire.
  const long = { spike: ms(20) };
  const [nested, plain] = [await readNir(golden("nested.nir"), long), await readNir(golden("plain.nir"), long)];
  assert.equal(Object.keys(nested.parts).sort(), ["input", "into", "last", "onward", "rnn_lif", "rnn_w"]);
  assert.equal(Object.keys(plain.parts).sort(), Object.keys(nested.parts).sort());
  const trains = [nested, plain].map(async (net) => {
    const sim = await compile(net, { dt: ms(1), backend: "reference" });
    const at = Array.from({ length: 60 }, (_, k) => ({ step: k, neuron: k % 3 }));
    const input = spikeTrain(at, { steps: 60, neurons: 3 });
    const { spikes } = await sim.present({ input }, { duration: ms(60), record: ["rnn_lif", "last"] as never });
    sim.dispose();
    return Object.values(spikes as Readonly<Record<string, { indices: Int32Array }>>).map(({ indices }) => [
      ...indices,
    ]);
  });
  const [one, other] = await Promise.all(trains);
  assert.ok(
    one.every((spikes) => spikes.length > 2),
    `${one}`,
  );
  assert.equal(one, other);
});

test("a file that makes the HDF5 library give up does not stop the whole file that replaces it, nor any other", async () => {
  const whole = readFileSync(golden("graph.nir"));
  const path = join(folder, "replaced.nir");
  // Found by trying each byte.
  const damaged = Buffer.from(whole);
  damaged[2066] ^= 0xff;
  writeFileSync(path, damaged);
  await fails(() => readNir(path, { spike }), /replaced\.nir: is not an HDF5 file, or damaged .*Get the file again/);
  writeFileSync(path, whole);
  assert.is(Object.keys((await readNir(path, { spike })).parts).length, 6);
});

type Nodes = Readonly<Record<string, Readonly<Record<string, string | readonly number[]>>>>;

/** Writes a graph that writeNir would not write. */
const graphFile = (path: string, nodes: Nodes, edges: readonly (readonly [string, string])[]) =>
  writingHdf5(path, (file) => {
    const root = file.create_group("node");
    root.create_dataset({ name: "type", data: "NIRGraph" });
    root.create_dataset({ name: "edges", data: edges.flat(), shape: [edges.length, 2] });
    const group = root.create_group("nodes");
    for (const [name, values] of Object.entries(nodes)) {
      const own = group.create_group(name);
      for (const [key, data] of Object.entries(values)) {
        own.create_dataset({ name: key, data: typeof data === "string" ? data : Float64Array.from(data) });
      }
    }
  });

test("what a graph cannot say, and graphs of other nodes, are refused by name", async () => {
  const [input, cells] = [spikeSource(1), population(1, neuron(lif))];
  const other = network({ input, cells, wire: connect(input, cells, { to: "iExc", w: pA(1) }) });
  const path = join(folder, "none.nir");
  await fails(
    () => writeNir(other, path, { spike }),
    /"cells": found other equations, expected those of nirLif/,
    ModelError,
  );
  const slow = population(1, neuron(nirLif));
  const late = network({ input, slow, wire: connect(input, slow, { to: "v", w: 1, delay: ms(1) }) });
  await fails(() => writeNir(late, path, { spike }), /"wire": found delays, which/, ModelError);
  const drive = network({ input, slow, drive: connect(poissonInput(9, Hz(5)), slow, { to: "v", w: 1 }) });
  await fails(
    () => writeNir(drive, path, { spike }),
    /"drive": found poissonInput, expected a source of spikes/,
    ModelError,
  );
  const tau = adjustable(ms(20));
  const own = population(1, neuron({ ...nirLif, parameters: { ...nirLif.parameters, tau } }));
  const written = network({ input, own, wire: connect(input, own, { to: "v", w: 1 }) });
  await fails(() => writeNir(written, path, { spike }), /"own", tau: found a parameter that changes/, ModelError);
  const held = population(1, neuron({ ...nirLif, refractory: ms(2) }));
  const resting = network({ input, held, wire: connect(input, held, { to: "v", w: 1 }) });
  await fails(() => writeNir(resting, path, { spike }), /"held": found other equations/, ModelError);
  const two = population(2, neuron(nirLif));
  const sliced = network({ input, two, wire: connect(input, two.slice(0, 1), { to: "v", w: 1 }) });
  await fails(() => writeNir(sliced, path, { spike }), /"wire": found a slice, expected whole populations/, ModelError);
  const refuses = (model: NeuronModel, text: RegExp, options = {}) => {
    const cells = population(2, model, options);
    const net = network({ input, cells, wire: connect(input, cells, { to: "v" as never, w: 1 }) });
    return fails(() => writeNir(net, path, { spike }), text, ModelError);
  };
  await refuses(neuron(nirLif), /"cells": found neurons that compete \(winners\), which a graph/, { winners: 1 });
  await refuses(neuron({ ...nirLif, initial: { v: 5 } }), /found initial values of v, .* expected v to start at vLeak/);
  await refuses(neuron({ ...nirLif, initial: { v: [0, 0.1] } }), /found initial values of v/);
  await refuses(neuron({ ...nirLif, initial: { v: uniform(0, 1) } }), /found initial values of v/);
  const leaky = { ...nirLif.parameters, vLeak: 0.5 };
  await refuses(neuron({ ...nirLif, parameters: leaky }), /found initial values of v/);
  await refuses(neuron({ ...nirLif, method: "euler" }), /found the method "euler"/);
  const half = synapse({ transmit: "0.5 * w", onPre: { w: "w" } });
  const halved = network({ input, two, wire: connect(input, two, { to: "v", w: 1, plasticity: half }) });
  await fails(
    () => writeNir(halved, path, { spike, weights: { wire: [1, 1] } }),
    /"wire": found synapses that transmit 0\.5 \* w, expected the weight itself/,
    ModelError,
  );
  const far = network({ input, two, wire: connect(input, two, { to: "v", w: (i, j) => i + j }) });
  await fails(
    () => writeNir(far, path, { spike }),
    /"wire": found a function of two neurons, expected numbers/,
    ModelError,
  );
  await fails(
    () => readNir(golden("convolution.nir"), { spike }),
    /found the type Conv2d, expected one of Input, Output, Linear/,
  );
  await fails(() => readNir(golden("shd.h5"), { spike }), /shd\.h5: has no group "node"/);
  await fails(() => readNir(golden("two.npz"), { spike }), /is not an HDF5 file, or damaged/);
  const graph = (nodes: Nodes, edges: readonly (readonly [string, string])[]) => {
    const made = join(folder, `${crypto.randomUUID()}.nir`);
    return graphFile(made, nodes, edges).then(() => made);
  };
  const ends = { in: { type: "Input", shape: [2] }, out: { type: "Output", shape: [2] } };
  const lifs = { type: "LIF", tau: [0.02, 0], r: [1, 1], v_leak: [0, 0], v_threshold: [1, 1] };
  const still = await graph({ ...ends, lif: lifs }, [
    ["in", "lif"],
    ["lif", "out"],
  ]);
  await fails(() => readNir(still, { spike }), /node "lif", tau: found 0 s, expected times above 0/);
  const weights = { type: "Linear", weight: [1, 2, 3, 4] };
  const readout = await graph({ ...ends, lif: { ...lifs, tau: [0.02, 0.02] }, w: weights }, [
    ["in", "lif"],
    ["lif", "w"],
    ["w", "out"],
  ]);
  await fails(
    () => readNir(readout, { spike }),
    /node "w": found an edge to "out", a node of type Output, expected one to neurons. Remove the node/,
  );
  const cut = join(folder, "cut.nir");
  writeFileSync(cut, readFileSync(golden("graph.nir")).subarray(0, 30_000));
  await fails(() => readNir(cut, { spike }), /cut\.nir: is not an HDF5 file, or damaged/);
});

test.run();
