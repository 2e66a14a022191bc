import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { wasm } from "../../../src/backend/wasm/wasm.js";
import { PoissonEncoder } from "../../../src/encode/poisson.js";
import { diehlCook2015 } from "../../../src/index.js";
import { lower } from "../../../src/program/lower.js";
import type { Program } from "../../../src/program/program.js";
import { uniformArray } from "../../../src/random/distributions.js";
import { firstDifference, spikesIn } from "../agree.js";

const PIXELS = 64;

/** Presentations of 200 ms of random pictures, and 100 ms of rest. */
function presentations(count: number, learning: boolean): Presentation[] {
  const encoder = new PoissonEncoder({ neurons: PIXELS, steps: 400, dt: 0.5, seed: 5, stream: 1 });
  return Array.from({ length: count }, (_, i) => {
    const picture = uniformArray(PIXELS, { seed: i, stream: 9 }).map((u) => (u < 0.4 ? 0 : 900 * u));
    const { steps, neurons, offsets, indices } = encoder.encode(picture, i);
    const input = { steps, neurons, offsets: offsets.slice(), indices: indices.slice() };
    return {
      ...{ steps: 600, normalize: true, countSteps: 400, learning, inputs: new Map([["input", input]]) },
      recordSpikes: ["exc", "inh"],
      probes: [{ field: "exc.v", every: 50 }],
    };
  });
}

// Neither size fills its last block, and in the larger one the traces' columns are fewer than a quarter.
for (const neurons of [21, 90]) {
  test(`the network of Diehl & Cook with ${neurons} neurons learns as on the reference, spike for spike`, async () => {
    const { program } = lower(diehlCook2015({ neurons, pixels: PIXELS }), { dt: 0.5, seed: 3, flush: 1e-12 });
    const [run, truth] = [await wasm.compile(program), await reference.compile(program)];
    const shown = [...presentations(4, true), ...presentations(1, false)];
    assert.is(await firstDifference(program, run, truth, shown, 1e-4), undefined);
    assert.ok(spikesIn((await truth.present(shown[0])).counts) > 20);
  });
}

test("the same state gives the same result, bit for bit, with and without a stop at every step", async () => {
  const { program } = lower(diehlCook2015({ neurons: 40, pixels: PIXELS }), { dt: 0.5, seed: 3, flush: 1e-12 });
  const stateOf = async (probes: Presentation["probes"]) => {
    const run = await wasm.compile(program);
    for (const presentation of presentations(3, true)) await run.present({ ...presentation, probes });
    return run.snapshot();
  };
  const [once, again] = [await stateOf([]), await stateOf([])];
  for (const [name, values] of once) assert.equal(again.get(name), values, name);
  const stopped = await stateOf([{ field: "inh.v", every: 1, elements: Int32Array.of(0) }]);
  for (const [name, values] of once) assert.equal(stopped.get(name), values, name);
});

test("a slow decay loses nothing: theta falls by exp(−t/tau) although a step's part is below float32's", async () => {
  const program: Program = lower(diehlCook2015({ neurons: 4, pixels: PIXELS }), {
    dt: 0.5,
    seed: 3,
    flush: 1e-12,
  }).program;
  const run = await wasm.compile(program);
  const silence = { normalize: true, countSteps: 0, learning: true, inputs: new Map(), recordSpikes: [], probes: [] };
  await run.present({ ...silence, steps: 200_000 });
  const [theta] = await run.read("exc.theta");
  assert.ok(Math.abs(theta - 20 * Math.exp(-1e5 / 1e7)) < 4e-6, `${theta}`);
});

test.run();
