import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  ms,
  mV,
  network,
  neuron,
  pairs,
  poisson,
  population,
  spikeSource,
  spikeTrain,
  uniform,
} from "../../src/index.js";
import { busyNetwork } from "./networks.js";

const reference = { backend: "reference" } as const;
const rates = new Float32Array(20).fill(80);

const leaky = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });

test("the f–I curve of a LIF neuron is, within a step, 1 / (refractory + tau·ln((vInf − vReset)/(vInf − vThresh)))", async () => {
  const drives = [14.9, 15.5, 17, 20, 30, 60];
  const lif = neuron({
    equations: { "dv/dt": "(drive - v) / tau" },
    parameters: { drive: mV(drives), tau: ms(10) },
    threshold: "v > 15 * mV",
    reset: { v: "0" },
    refractory: ms(3),
  });
  const dt = 0.1;
  const sim = await compile(network({ cells: population(drives.length, lif) }), { dt: ms(dt), ...reference });
  const { counts } = await sim.present({}, { duration: ms(4000) });
  for (const [i, drive] of drives.entries()) {
    const rise = 10 * Math.log(drive / (drive - 15));
    // The threshold is seen at the end of a step; the neuron is held in the refractory period's 30 steps but its own.
    const steps = Math.ceil(rise / dt);
    const expected = drive > 15 ? 1 + Math.floor((40_000 - steps) / (29 + steps)) : 0;
    assert.is(counts.cells[i], expected, `${drive} mV`);
    if (drive > 15) assert.ok(Math.abs(4000 / (3 + rise) - expected) < 1 + (expected * dt) / (3 + rise));
  }
});

test("a spike without delay arrives in its own step, and then decays as exp(−t/tau)", async () => {
  const input = spikeSource(1);
  const cells = population(1, leaky);
  const sim = await compile(network({ input, cells, wire: connect(input, cells, { to: "g", w: 3 }) }), {
    dt: ms(0.5),
    ...reference,
  });
  const { samples } = await sim.present(
    { input: spikeTrain([{ step: 4, neuron: 0 }], { steps: 5, neurons: 1 }) },
    { duration: ms(20), sample: { g: sim.state.cells.g } },
  );
  assert.is(samples.g.values.length, 40);
  for (const [k, g] of samples.g.values.entries()) {
    const expected = k < 4 ? 0 : 3 * Math.exp(-((k - 4) * 0.5) / 5);
    assert.ok(Math.abs(g - expected) <= 1e-6 * expected, `step ${k}: ${g} for ${expected}`);
  }
});

test("spikes are counted during the input, and recorded until the end of the rest", async () => {
  const lif = neuron({ equations: { "dv/dt": "1 / ms" }, threshold: "v >= 10", reset: { v: "0" } });
  const sim = await compile(network({ cells: population(1, lif) }), { dt: ms(1), ...reference });
  const { counts, spikes, tries } = await sim.present({}, { duration: ms(100), rest: ms(50), record: ["cells"] });
  assert.equal([...counts.cells], [10]);
  assert.is(spikes.cells.steps, 150);
  assert.is(spikes.cells.indices.length, 15);
  assert.is(tries, 1);
});

test("recorded sources have the spikes that they were given, then silence until the end", async () => {
  const [input, given, silent] = [poisson(3), spikeSource(2), spikeSource(4)];
  const cells = population(1, leaky);
  const wires = { a: connect(input, cells, { to: "g", w: 1 }), b: connect(given, cells, { to: "g", w: 1 }) };
  const net = network({ input, given, silent, cells, ...wires });
  const sim = await compile(net, { dt: ms(1), ...reference });
  const train = spikeTrain([{ step: 2, neuron: 1 }], { steps: 5, neurons: 2 });
  const { spikes } = await sim.present(
    { input: [200, 200, 200], given: train },
    { duration: ms(20), rest: ms(30), record: ["input", "given", "silent"] },
  );
  assert.equal(
    [...spikes.given.offsets],
    Array.from({ length: 51 }, (_, k) => Number(k > 2)),
  );
  assert.equal([...spikes.given.indices], [1]);
  assert.equal([spikes.silent.steps, spikes.silent.neurons, spikes.silent.indices.length], [50, 4, 0]);
  assert.ok(spikes.input.offsets[20] > 0);
  assert.equal([...spikes.input.offsets.subarray(20)], Array(31).fill(spikes.input.indices.length));
});

test("too few spikes: the input is shown again, stronger each time, until they are enough or tries run out", async () => {
  const input = poisson(1);
  const cells = population(
    1,
    neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(1) }, threshold: "g > 0.5", reset: { g: "0" } }),
  );
  const net = network({ input, cells, relay: connect(input, cells, { to: "g", w: 1 }) });
  const sim = await compile(net, { dt: ms(0.5), seed: 4, ...reference });
  const duration = ms(1000);
  const spikesOf = async (tries: number) => {
    await sim.reset();
    const counts: number[] = [];
    for (let t = 0; t < tries; t++) {
      const shown = await sim.present({ input: [20 * (1 + 0.5 * t)] }, { duration });
      counts.push(shown.counts.cells[0]);
    }
    return counts;
  };
  const counts = await spikesOf(8);
  assert.ok(counts[0] < 50 && Math.max(...counts) > 50, counts.join());
  const enough = counts.findIndex((n) => n >= 50);
  await sim.reset();
  const shown = await sim.present({ input: [20] }, { duration, minSpikes: { cells: 50 } });
  assert.is(shown.tries, enough + 1);
  assert.is(shown.counts.cells[0], counts[enough]);
  assert.is(sim.presentations, enough + 1);

  await sim.reset();
  const bounded = await sim.present({ input: [20] }, { duration, minSpikes: { cells: 1e6 }, maxTries: 3 });
  assert.is(bounded.tries, 3);
  assert.is(bounded.counts.cells[0], counts[2]);
});

test("the same seed gives the same run bit for bit, another one another; so does a reset", async () => {
  const run = async (sim: Awaited<ReturnType<typeof busy>>) => {
    const shown: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const { spikes } = await sim.present({ input: rates }, { duration: ms(100), record: ["input", "exc"] });
      shown.push([...spikes.input.indices], [...spikes.exc.offsets], [...spikes.exc.indices]);
    }
    return [...shown, [...(await sim.state.inputToExc.w.read())], [...(await sim.state.exc.theta.read())]];
  };
  const busy = (seed: number) => compile(busyNetwork(), { dt: ms(0.5), seed, ...reference });
  const first = await busy(7);
  const once = await run(first);
  assert.equal(await run(await busy(7)), once);
  assert.not.equal(await run(await busy(8)), once);
  assert.is(first.presentations, 3);
  await first.reset();
  assert.is(first.presentations, 0);
  assert.equal(await run(first), once);
});

test("without learning, weights and adaptation stay as they are", async () => {
  const sim = await compile(busyNetwork(), { dt: ms(0.5), ...reference });
  await sim.present({ input: rates }, { duration: ms(100) });
  const learned = await sim.state.inputToExc.w.read();
  await sim.present({}, { duration: ms(1), learning: false });
  const before = [await sim.state.inputToExc.w.read(), await sim.state.exc.theta.read()];
  assert.not.equal(before[0], learned, "nothing had to be normalized");
  for (let j = 0; j < 12; j++) {
    const sum = before[0].reduce((total, w, s) => (s % 12 === j ? total + w : total), 0);
    assert.ok(Math.abs(sum - 24) < 1e-4, `neuron ${j}: ${sum}`);
  }
  const { counts } = await sim.present({ input: rates }, { duration: ms(100), learning: false });
  assert.ok(counts.exc.some((n) => n > 0));
  assert.equal([await sim.state.inputToExc.w.read(), await sim.state.exc.theta.read()], before);
});

test("weights, synapses, samples and writes are in the order of declaration, however synapses are sorted", async () => {
  const pre = [2, 0, 1, 2, 0];
  const post = [1, 1, 0, 0, 0];
  const w = [10, 11, 12, 13, 14];
  const delay = [4, 1, 0, 2, 3];
  const input = spikeSource(3);
  const cells = population(2, leaky);
  const wire = connect(input, cells, { to: "g", w, pattern: pairs(pre, post), delay: ms(delay), normalize: 36 });
  const sim = await compile(network({ input, cells, wire }), { dt: ms(1), ...reference });
  assert.equal(await sim.state.wire.w.read(), Float32Array.from(w));
  const found = sim.synapses("wire");
  assert.equal([[...found.pre], [...found.post], [...found.delay]], [pre, post, delay]);

  // Normalized once already, so that only the write can ask for it again.
  await sim.present({}, { duration: ms(10) });
  await sim.state.wire.w.write([1, 2, 3, 4, 5]);
  assert.equal([...(await sim.state.wire.w.read())], [1, 2, 3, 4, 5]);
  const { samples } = await sim.present(
    { input: spikeTrain([{ step: 0, neuron: 2 }], { steps: 1, neurons: 3 }) },
    {
      duration: ms(6),
      learning: false,
      sample: {
        all: { of: sim.state.wire.w, every: ms(6) },
        some: { of: sim.state.wire.w, every: ms(3), elements: [4, 0] },
        g: sim.state.cells.g,
      },
    },
  );
  // What is written is normalized before the next presentation: 1 + 2 and 3 + 4 + 5 become 36.
  assert.equal([...samples.all.values], [12, 24, 9, 12, 15]);
  assert.equal([...samples.some.values], [15, 12, 15, 12]);
  assert.equal([...samples.some.elements], [4, 0]);
  // Synapse 0 goes from neuron 2 to 1 with delay 4, synapse 3 to 0 with delay 2.
  assert.equal([samples.g.values[2 * 4 + 1], samples.g.values[2 * 2]], [12, 12]);
});

test("the synapses of the other patterns, and weights that are one number", async () => {
  const input = poisson(2);
  const [a, b] = [population(3, leaky), population(3, leaky)];
  const net = network({
    input,
    a,
    b,
    dense: connect(input, a, { to: "g", w: uniform(0, 1), delay: ms(2) }),
    paired: connect(a, b, { to: "g", w: 2, pattern: "oneToOne" }),
    lateral: connect(a, a, { to: "g", w: -4, pattern: "allButSelf" }),
  });
  const sim = await compile(net, { dt: ms(1), ...reference });
  const lists = (name: "dense" | "paired" | "lateral") => {
    const { pre, post, delay } = sim.synapses(name);
    return [[...pre], [...post], [...delay]];
  };
  assert.equal(lists("dense"), [[0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], Array(6).fill(2)]);
  assert.equal(lists("paired"), [
    [0, 1, 2],
    [0, 1, 2],
    [0, 0, 0],
  ]);
  assert.equal(lists("lateral"), [[0, 0, 1, 1, 2, 2], [1, 2, 0, 2, 0, 1], Array(6).fill(0)]);
  assert.equal([...(await sim.state.paired.w.read())], [2, 2, 2]);
  assert.equal([...(await sim.state.lateral.w.read())], Array(6).fill(-4));
  assert.is((await sim.state.dense.w.read()).length, 6);
});

test("calls that overlap wait for one another", async () => {
  const sim = await compile(busyNetwork(), { dt: ms(0.5), seed: 2, ...reference });
  const show = () => sim.present({ input: rates }, { duration: ms(50), record: ["exc"] });
  const together = await Promise.all([show(), show(), sim.state.exc.theta.read()]);
  await sim.reset();
  const inTurn = [await show(), await show(), await sim.state.exc.theta.read()];
  assert.equal(together, inTurn);
});

test.run();
