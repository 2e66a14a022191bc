import { test } from "uvu";
import * as assert from "uvu/assert";
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
  spikeSource,
  spikeTrain,
} from "../../src/index.js";
import { heldCell } from "./deltaNetwork.js";
import { everyBackend } from "./everyBackend.js";

const backends = await everyBackend(test, "held variables", {
  block: { barrier: "block", blocks: 1, threads: 16 },
  grid: { barrier: "grid", blocks: 3, threads: 8 },
});

const cell = neuron(heldCell);
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
        { duration: ms(9), sample: { v: sim.state.cells.v } },
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
    const subtracting = neuron({ ...heldCell, reset: { v: "v - 15 * mV" } });
    const [input, cells] = [spikeSource(1), population(1, subtracting)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "v", w: mV(10) }) });
    const sim = await compile(net, { dt: ms(1), backend });
    const spikes = [0, 1, 2, 3, 4, 5, 7].map((step) => ({ step, neuron: 0 }));
    const shown = await sim.present(
      { input: spikeTrain(spikes, { steps: 9, neurons: 1 }) },
      { duration: ms(9), sample: { v: sim.state.cells.v } },
    );
    const expected = [10, 19.5123, 3.5607, 3.5607, 3.5607, 3.5607, 3.5607, 13.387, 12.7341];
    for (const [k, v] of expected.entries()) {
      assert.ok(Math.abs(shown.samples.v.values[k] - v) < 1e-4, `step ${k}: ${shown.samples.v.values[k]}, not ${v}`);
    }
    sim.dispose();
  });

  for (const method of ["exact", "rk2", "rk4"] as const) {
    test(`${name}, ${method}: what depends on a held variable sees it stand still`, async () => {
      // v is reset to 3 and held for 5 ms, in which w goes to 3 by itself.
      const adapting = neuron({
        equations: { "dv/dt": "(drive - v - w) / tauV", "dw/dt": "(v - w) / tauW" },
        parameters: { drive: 100, tauV: ms(10), tauW: ms(8) },
        initial: { v: 19, w: 1 },
        threshold: "v > 20",
        reset: { v: "3" },
        refractory: ms(5),
        method,
      });
      const sim = await compile(network({ cells: population(1, adapting) }), { dt: ms(0.25), backend });
      const shown = await sim.present({}, { duration: ms(4), sample: { w: sim.state.cells.w } });
      assert.equal([...shown.counts.cells], [1]);
      const [first, ...rest] = shown.samples.w.values;
      for (const [k, w] of rest.entries()) {
        const expected = 3 + (first - 3) * Math.exp((-0.25 * (k + 1)) / 8);
        assert.ok(Math.abs(w - expected) < 2e-4, `step ${k + 1}: ${w} for ${expected}`);
      }
      sim.dispose();
    });
  }

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
      { duration: ms(3), sample: { v: sim.state.cells.v } },
    );
    const last = [...shown.samples.v.values].slice(6);
    for (const [j, v] of [0, 0, decay + 1].entries()) assert.ok(Math.abs(last[j] - v) < 1e-4, `${j}: ${last[j]}`);
    sim.dispose();
  });
}

test.run();
