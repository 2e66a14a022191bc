import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import { connect, ms, mV, network, neuron, population, spikeSource, synapse } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";

const DT = 0.1;
const OPTIONS = { dt: DT, seed: 1, flush: 1e-9 };
const QUIET = { normalize: true, countSteps: 0, learning: true, inputs: new Map(), recordSpikes: [], probes: [] };

test("a driven LIF neuron fires at refractory + tau·ln((vInf − vReset)/(vInf − vThresh)), within a step", async () => {
  const lif = neuron({
    equations: { "dv/dt": "(vInf - v) / tau" },
    parameters: { vInf: mV(20), tau: ms(10) },
    threshold: "v > 15 * mV",
    reset: { v: "0" },
    refractory: ms(3),
  });
  const { program } = lower(network({ cells: population(1, lif) }), OPTIONS);
  const run = await reference.compile(program);
  const { spikes } = await run.present({ ...QUIET, steps: 5000, recordSpikes: ["cells"] });
  const train = spikes.get("cells");
  assert.ok(train);
  const times = Array.from({ length: 5000 }, (_, k) => k).filter((k) => train.offsets[k + 1] > train.offsets[k]);
  const intervals = times.slice(1).map((t, i) => (t - times[i]) * DT);
  const expected = 3 + 10 * Math.log(20 / 5);
  assert.ok(intervals.length > 20);
  for (const interval of intervals)
    assert.ok(Math.abs(interval - expected) <= DT + 1e-9, `${interval} for ${expected}`);
});

const passive = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });

test("a conductance jumps by the weight after the delay and decays as exp(−t/tau)", async () => {
  const input = spikeSource(2);
  const cells = population(2, passive);
  const net = network({
    input,
    cells,
    wire: connect(input, cells, { to: "g", w: [1, 2, 4, 8], delay: ms(1) }),
  });
  const run = await reference.compile(lower(net, OPTIONS).program);
  const inputs = new Map([["input", spikeTrain([{ step: 5, neuron: 1 }], { steps: 6, neurons: 2 })]]);
  const probes = [{ field: "cells.g", every: 1 }];
  const { samples } = await run.present({ ...QUIET, steps: 60, inputs, probes });
  const g = (step: number, cell: number) => samples[0][2 * step + cell];
  assert.is(g(14, 0), 0);
  assert.is(g(15, 0), 4);
  assert.is(g(15, 1), 8);
  assert.ok(Math.abs(g(55, 1) - 8 * Math.exp(-4 / 5)) < 1e-12);
});

test("one pair of spikes changes the weight by A·exp(−Δt/tau), with the sign of their order", async () => {
  const stdp = synapse({
    equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" },
    parameters: { tau: ms(20), up: 0.01, down: 0.012 },
    onPre: { w: "w - down * xPost", xPre: "1" },
    onPost: { w: "w + up * xPre", xPost: "1" },
  });
  const relay = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau: ms(1) },
    threshold: "g > 0.5",
    reset: { g: "0" },
  });
  for (const lag of [-12, -1.5, 1.5, 12]) {
    const [input, teacher, cells] = [spikeSource(1), spikeSource(1), population(1, relay)];
    const net = network({
      input,
      teacher,
      cells,
      force: connect(teacher, cells, { to: "g", w: 1 }),
      plastic: connect(input, cells, { to: "g", w: 0.2, plasticity: stdp }),
    });
    const run = await reference.compile(lower(net, OPTIONS).program);
    const at = { pre: 200, post: 200 + Math.round(lag / DT) };
    const train = (step: number) => spikeTrain([{ step, neuron: 0 }], { steps: 400, neurons: 1 });
    // The teacher's spike is seen by the neuron one step later.
    const inputs = new Map([
      ["input", train(at.pre)],
      ["teacher", train(at.post - 1)],
    ]);
    await run.present({ ...QUIET, steps: 400, inputs });
    const [w] = await run.read("plastic.w");
    const expected = lag > 0 ? 0.01 * Math.exp(-lag / 20) : -0.012 * Math.exp(lag / 20);
    assert.ok(Math.abs(w - 0.2 - expected) < 1e-12, `lag ${lag}: ${w - 0.2} for ${expected}`);
  }
});

test("any presentation begins with normalization, which conserves the sum of each column", async () => {
  const [input, cells] = [spikeSource(3), population(2, passive)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: [1, 2, 3, 4, 5, 6], normalize: 5 }) });
  for (const learning of [true, false]) {
    const run = await reference.compile(lower(net, OPTIONS).program);
    await run.present({ ...QUIET, learning, steps: 1 });
    const w = await run.read("wire.w");
    for (const j of [0, 1]) assert.ok(Math.abs(w[j] + w[2 + j] + w[4 + j] - 5) < 1e-12, `learning: ${learning}`);
  }
});

test.run();
