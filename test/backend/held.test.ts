import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backend/backend.js";
import { cudaBackend } from "../../src/backend/cuda/cuda.js";
import {
  avgPool,
  compile,
  connect,
  maxPool,
  ms,
  mV,
  network,
  neuron,
  type Pattern,
  pairs,
  population,
  spikeSource,
} from "../../src/index.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";

const backends: ("reference" | "wasm" | "tensor" | Backend)[] = ["reference", "wasm", "tensor"];
const host = openHost();
if (typeof host === "string") skip(test, "held variables on cuda", host);
else {
  backends.push(cudaBackend(host.paths));
  process.on("exit", host.dispose);
}

const cell = neuron({
  equations: { "dv/dt": "-v / tau" },
  parameters: { tau: ms(20) },
  threshold: "v > 15 * mV",
  reset: { v: "0 * mV" },
  refractory: ms(5),
});
const patterns: Record<string, Pattern> = {
  oneToOne: "oneToOne",
  dense: "dense",
  pairs: pairs([0], [0]),
  maxPool: maxPool({ input: [1, 1, 1], size: [1, 1] }),
  avgPool: avgPool({ input: [1, 1, 1], size: [1, 1] }),
};

for (const backend of backends) {
  const name = typeof backend === "string" ? backend : backend.name;
  for (const [kind, pattern] of Object.entries(patterns)) {
    test(`${name}, ${kind}: held variables take no input while refractory, as in Brian 2 ("unless refractory")`, async () => {
      const [input, cells] = [spikeSource(1), population(1, cell)];
      const net = network({ input, cells, wire: connect(input, cells, { to: "v", w: mV(10), pattern }) });
      const sim = await compile(net, { dt: ms(1), backend });
      const train = trainAt([0, 1, 3, 4, 5, 7]);
      const shown = await sim.present(
        { input: train },
        { duration: ms(9), record: ["cells"], sample: { v: { field: "cells.v" } } },
      );
      const decay = Math.exp(-1 / 20);
      // The spike of step 2 closes v until step 7, whose own input arrives.
      const expected = [10, 10 * decay + 10, 0, 0, 0, 0, 0, 10, 10 * decay];
      for (const [k, v] of expected.entries()) {
        assert.ok(Math.abs(shown.samples.v.values[k] - v) < 1e-4, `step ${k}: ${shown.samples.v.values[k]}, not ${v}`);
      }
      assert.equal([...shown.counts.cells], [1]);
      sim.dispose();
    });
  }

  test(`${name}, all but self: of neurons that are driven alike, one that is refractory takes nothing from the others`, async () => {
    const [input, cells] = [spikeSource(3), population(3, cell)];
    const net = network({
      input,
      cells,
      drive: connect(input, cells, { to: "v", w: mV(20), pattern: "oneToOne" }),
      lateral: connect(cells, cells, { to: "v", w: mV(1), pattern: "allButSelf" }),
    });
    const sim = await compile(net, { dt: ms(1), backend });
    // Neuron 0 fires in step 1 and adds to the others; neuron 1 in step 2, when 0 is refractory.
    const train = spikeTrainOf([
      [0, 0],
      [1, 1],
    ]);
    const shown = await sim.present({ input: train }, { duration: ms(3), sample: { v: { field: "cells.v" } } });
    const decay = Math.exp(-1 / 20);
    const last = [...shown.samples.v.values].slice(6);
    for (const [j, v] of [0, 0, decay + 1].entries()) assert.ok(Math.abs(last[j] - v) < 1e-4, `${j}: ${last[j]}`);
    sim.dispose();
  });
}

function trainAt(steps: readonly number[]) {
  const offsets = Int32Array.from({ length: 10 }, (_, k) => steps.filter((s) => s < k).length);
  return { steps: 9, neurons: 1, offsets, indices: new Int32Array(steps.length) };
}

function spikeTrainOf(spikes: readonly (readonly [step: number, neuron: number])[]) {
  const offsets = Int32Array.from({ length: 4 }, (_, k) => spikes.filter(([s]) => s < k).length);
  return { steps: 3, neurons: 3, offsets, indices: Int32Array.from(spikes, ([, neuron]) => neuron) };
}

test.run();
