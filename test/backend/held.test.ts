import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend, Presentation } from "../../src/backend/backend.js";
import { reference } from "../../src/backend/reference/reference.js";
import { tensor } from "../../src/backend/tensor/tensor.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  avgPool,
  compile,
  connect,
  convolution,
  maxPool,
  ms,
  mV,
  network,
  neuron,
  type Pattern,
  pairs,
  population,
  sparse,
  spikeSource,
  spikeTrain,
  synapse,
  uniform,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";
import { firstDifference, spikesIn } from "./agree.js";
import { Dice } from "./dice.js";
import { randomTrain } from "./randomNetwork.js";

const backends = new Map<string, Backend>([
  ["reference", reference],
  ["wasm", wasm],
  ["tensor", tensor],
]);
const host = openHost();
if (typeof host === "string") skip(test, "held variables in CUDA C", host);
else {
  backends.set("cuda, a block", host.backend({ shape: { barrier: "block", blocks: 1, threads: 16 } }));
  backends.set("cuda, a grid", host.backend({ shape: { barrier: "grid", blocks: 3, threads: 8 } }));
  test.after(host.dispose);
}

const declaration = {
  equations: { "dv/dt": "-v / tau" },
  parameters: { tau: ms(20) },
  threshold: "v > 15 * mV",
  reset: { v: "0 * mV" },
  refractory: ms(5),
};
const cell = neuron(declaration);
const decay = Math.exp(-1 / 20);
const grid = { input: [1, 1, 1], size: [1, 1] } as const;
const patterns: Readonly<Record<string, Pattern>> = {
  oneToOne: "oneToOne",
  dense: "dense",
  pairs: pairs([0], [0]),
  convolution: convolution({ ...grid, filters: 1 }),
  maxPool: maxPool(grid),
  avgPool: avgPool(grid),
};

for (const [name, backend] of backends) {
  for (const [kind, pattern] of Object.entries(patterns)) {
    test(`${name}, ${kind}: held variables take no input while refractory, "unless refractory" in Brian 2`, async () => {
      const [input, cells] = [spikeSource(1), population(1, cell)];
      const net = network({ input, cells, wire: connect(input, cells, { to: "v", w: mV(10), pattern }) });
      const sim = await compile(net, { dt: ms(1), backend });
      const spikes = [0, 1, 3, 4, 5, 7].map((step) => ({ step, neuron: 0 }));
      const shown = await sim.present(
        { input: spikeTrain(spikes, { steps: 9, neurons: 1 }) },
        { duration: ms(9), sample: { v: { field: "cells.v" } } },
      );
      // The spike of step 2 closes v until step 7, whose own input arrives.
      const expected = [10, 10 * decay + 10, 0, 0, 0, 0, 0, 10, 10 * decay];
      for (const [k, v] of expected.entries()) {
        assert.ok(Math.abs(shown.samples.v.values[k] - v) < 1e-4, `step ${k}: ${shown.samples.v.values[k]}, not ${v}`);
      }
      assert.equal([...shown.counts.cells], [1]);
      sim.dispose();
    });
  }

  test(`${name}: input that arrives in the step of a spike is not in what the reset leaves (Brian 2.9.0, run)`, async () => {
    const subtracting = neuron({ ...declaration, reset: { v: "v - 15 * mV" } });
    const [input, cells] = [spikeSource(1), population(1, subtracting)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "v", w: mV(10) }) });
    const sim = await compile(net, { dt: ms(1), backend });
    const spikes = [0, 1, 2, 3, 4, 5, 7].map((step) => ({ step, neuron: 0 }));
    const shown = await sim.present(
      { input: spikeTrain(spikes, { steps: 9, neurons: 1 }) },
      { duration: ms(9), sample: { v: { field: "cells.v" } } },
    );
    const expected = [10, 19.5123, 3.5607, 3.5607, 3.5607, 3.5607, 3.5607, 13.387, 12.7341];
    for (const [k, v] of expected.entries()) {
      assert.ok(Math.abs(shown.samples.v.values[k] - v) < 1e-4, `step ${k}: ${shown.samples.v.values[k]}, not ${v}`);
    }
    sim.dispose();
  });

  test(`${name}, all but self: a refractory neuron takes nothing from the others, which do`, async () => {
    const [input, cells] = [spikeSource(3), population(3, cell)];
    const net = network({
      input,
      cells,
      drive: connect(input, cells, { to: "v", w: mV(20), pattern: "oneToOne" }),
      lateral: connect(cells, cells, { to: "v", w: mV(1), pattern: "allButSelf" }),
    });
    const sim = await compile(net, { dt: ms(1), backend });
    // Neuron 0 fires in step 1 and adds to the others; neuron 1 in step 2, when 0 is refractory.
    const spikes = [0, 1].map((n) => ({ step: n, neuron: n }));
    const shown = await sim.present(
      { input: spikeTrain(spikes, { steps: 3, neurons: 3 }) },
      { duration: ms(3), sample: { v: { field: "cells.v" } } },
    );
    const last = [...shown.samples.v.values].slice(6);
    for (const [j, v] of [0, 0, decay + 1].entries()) assert.ok(Math.abs(last[j] - v) < 1e-4, `${j}: ${last[j]}`);
    sim.dispose();
  });

  if (backend === reference) continue;
  test(`${name}: random networks of delta synapses give the reference's spikes and values`, async () => {
    let spikes = 0;
    for (let seed = 0; seed < 8; seed++) {
      const dice = new Dice(seed);
      const { program } = lower(deltaNetwork(dice), { dt: 1, seed, flush: 1e-12 });
      const presentation: Presentation = {
        ...{ steps: 60, normalize: true, countSteps: 60, learning: true, recordSpikes: ["cells"], probes: [] },
        inputs: new Map([["input", randomTrain(dice, 60, 16)]]),
      };
      const truth = await reference.compile(program);
      const run = await backend.compile(program);
      const presentations = [presentation, { ...presentation, learning: false }];
      assert.is(await firstDifference(program, run, truth, presentations, 1e-4), undefined, `seed ${seed}`);
      spikes += spikesIn((await truth.present(presentation)).counts);
      run.dispose();
    }
    assert.ok(spikes > 200, `${spikes} spikes`);
  });
}

/** Every kind of projection onto v, with delays, and a rule that reads v as it has become. */
function deltaNetwork(dice: Dice) {
  const [input, cells] = [spikeSource(16), population(16, cell)];
  const w = uniform(mV(0), mV(dice.between(2, 5)));
  const follows = synapse({ onPre: { w: "w + 0.01 * post.v" } });
  return network({
    input,
    cells,
    dense: connect(input, cells, { to: "v", w, delay: ms(dice.whole(0, 3)), plasticity: follows }),
    random: connect(cells, cells, {
      to: "v",
      w,
      pattern: sparse({ probability: 0.3 }),
      delay: uniform(ms(0), ms(4)),
    }),
    same: connect(input, cells, { to: "v", w: mV(3), pattern: "dense", delay: ms(1) }),
    others: connect(cells, cells, { to: "v", w: mV(-0.4), pattern: "allButSelf", delay: ms(dice.whole(0, 2)) }),
    filters: connect(input, cells, {
      to: "v",
      w,
      pattern: convolution({ input: [4, 4, 1], size: [3, 3], filters: 1, padding: "same" }),
    }),
    pool: connect(cells, cells, {
      to: "v",
      w: mV(2),
      pattern: avgPool({ input: [4, 4, 1], size: [2, 2], stride: [1, 1], padding: "same" }),
    }),
  });
}

test.run();
