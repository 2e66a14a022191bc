import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import type { Layout } from "../../../src/backend/wasm/layout.js";
import type { Memory } from "../../../src/backend/wasm/memory.js";
import { BLOCK } from "../../../src/backend/wasm/population.js";
import { wasm } from "../../../src/backend/wasm/wasm.js";
import { PoissonEncoder } from "../../../src/encode/poisson.js";
import {
  compile,
  connect,
  Hz,
  ms,
  network,
  neuron,
  poisson,
  poissonInput,
  population,
  uniform,
} from "../../../src/index.js";
import { lower } from "../../../src/program/lower.js";
import { Steps } from "../../../src/simulate/stepping.js";
import { randomNetwork } from "../randomNetwork.js";

// A presentation begins with the path for refractory neurons. Step by step, no block ever leaves it; in one go, blocks
// change to the short path, become quiet in the silence after the input, and fall asleep.
test("each path of a block's update gives the same bits: 60 random networks in one go and step by step", async () => {
  for (let seed = 900; seed < 960; seed++) {
    const { net, dt, steps, inputs } = randomNetwork(seed);
    const { program } = lower(net, { dt, seed, flush: 1e-12 });
    const [whole, stepwise] = [await wasm.compile(program), await wasm.compile(program)];
    const bySteps = new Steps(program, stepwise);
    for (let number = 0; number < 3; number++) {
      const presentation: Presentation = {
        ...{ steps: steps + 400, countSteps: steps, learning: number < 2, normalize: true, inputs, number },
        ...{ recordSpikes: [], probes: [] },
      };
      const expected = await whole.present(presentation);
      const found = await bySteps.present(presentation, async () => {});
      assert.equal(found.counts, expected.counts, `network ${seed}, presentation ${number}`);
    }
    const expected = await whole.snapshot();
    const found = await stepwise.snapshot();
    for (const [key, values] of expected) assert.equal(found.get(key), values, `network ${seed}, ${key}`);
  }
});

test("a reset disturbs what had come to rest: a quiet block of neurons that fire by themselves has their adaptation", async () => {
  const drive = Float64Array.from({ length: 40 }, (_, i) => 7.3 + i / 40);
  const cell = neuron({
    equations: { "dv/dt": "(drive * mV - v - w) / tau", "dw/dt": "-w / tauW" },
    parameters: { drive, tau: ms(40), tauW: ms(1) },
    threshold: "v > 7 * mV",
    reset: { v: "0", w: "w + 50 * mV" },
  });
  const net = network({ cells: population(40, cell) });
  const [whole, hooked] = await Promise.all([0, 1].map(() => compile(net, { dt: ms(0.5), seed: 1, backend: "wasm" })));
  const expected = await whole.run(ms(700));
  const found = await hooked.run(ms(700), { onStep: () => {} });
  assert.ok(Math.min(...expected.counts.cells) > 2, `${expected.counts.cells}`);
  assert.equal(found.counts, expected.counts);
  assert.equal(await hooked.state.cells.v.read(), await whole.state.cells.v.read());
});

test("a drive disturbs it too, in any step", async () => {
  const cell = neuron({
    equations: { "dv/dt": "(20 * mV * g - v) / tau", "dg/dt": "-g / tauG" },
    parameters: { tau: ms(20), tauG: ms(1) },
    threshold: "v > 7 * mV",
    reset: { v: "0" },
  });
  const cells = population(16, cell);
  const net = network({ cells, drive: connect(poissonInput(1, Hz(0.5)), cells, { to: "g", w: 12 }) });
  const [whole, hooked] = await Promise.all([0, 1].map(() => compile(net, { dt: ms(0.5), seed: 1, backend: "wasm" })));
  const expected = await whole.run(ms(3000));
  const found = await hooked.run(ms(3000), { onStep: () => {} });
  const spikes = expected.counts.cells.reduce((sum, n) => sum + n, 0);
  assert.ok(spikes > 5 && spikes < 60, `${spikes}`);
  assert.equal(found.counts, expected.counts);
  assert.equal(await hooked.state.cells.v.read(), await whole.state.cells.v.read());
});

/** The states of a population's blocks, which only the module itself sees. */
function statesOf(executable: object, population: string): readonly number[] {
  const { layout, memory } = executable as { layout: Layout; memory: Memory };
  const { address = 0, blocks = 0 } = layout.awake.get(population) ?? {};
  return Array.from({ length: blocks }, (_, b) => (memory.ints(address + (b & ~3), 1)[0] >> (8 * (b & 3))) & 255);
}

for (const refractory of [undefined, ms(2)]) {
  test(`blocks become quiet and fall asleep after the input, ${refractory ? "with" : "without"} refractoriness`, async () => {
    const cell = neuron({
      equations: { "dv/dt": "(20 * mV * g - v) / tau", "dg/dt": "-g / tauG" },
      parameters: { tau: ms(20), tauG: ms(1) },
      threshold: "v > 7 * mV",
      reset: { v: "0" },
      ...(refractory && { refractory }),
    });
    const [input, cells] = [poisson(4), population(40, cell)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: uniform(1, 2) }) });
    const { program } = lower(net, { dt: 0.5, seed: 1, flush: 1e-12 });
    const run = await wasm.compile(program);
    const inputs = new Map([
      [
        "input",
        new PoissonEncoder({ neurons: 4, steps: 100, dt: 0.5, seed: 1, stream: 1 }).encode(
          new Float64Array(4).fill(300),
          0,
        ),
      ],
    ]);
    const after = async (silence: number) => {
      const presentation = { steps: 100 + silence, countSteps: 100, learning: true, normalize: true, inputs };
      const { counts } = await run.present({ ...presentation, recordSpikes: [], probes: [] });
      assert.ok((counts.get("cells") ?? []).some((n) => n > 0));
      return statesOf(run, "cells").slice(0, 3);
    };
    assert.ok((await after(0)).every((state) => state === BLOCK.awake || state === BLOCK.busy));
    assert.equal(await after(150), Array(3).fill(BLOCK.quiet));
    assert.equal(await after(6000), Array(3).fill(BLOCK.asleep));
  });
}

test.run();
