import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { wasm } from "../../../src/backend/wasm/wasm.js";
import { lower } from "../../../src/kernel/lower.js";
import { firstDifference, spikesIn } from "../agree.js";
import { randomNetwork } from "../randomNetwork.js";

const TOLERANCE = 2e-4;

/** One presentation that learns, one that is frozen, one that learns again. */
async function differenceOf(seed: number): Promise<{ difference: string | undefined; spikes: number }> {
  const { net, dt, steps, inputs } = randomNetwork(seed);
  const { program } = lower(net, { dt, seed, flush: 1e-12 });
  const [run, truth] = [await wasm.compile(program), await reference.compile(program)];
  const presentation = (learning: boolean): Presentation => ({
    ...{ steps, countSteps: Math.floor(steps / 2), learning, inputs },
    recordSpikes: program.learning.populations.map((p) => p.domain),
    probes: [{ field: "cells0.v", every: 7, elements: Int32Array.of(0) }],
  });
  const presentations = [true, false, true].map(presentation);
  const difference = await firstDifference(program, run, truth, presentations, TOLERANCE);
  const { counts } = await truth.present(presentation(false));
  return { difference, spikes: spikesIn(counts) };
}

test("random networks give the reference's spikes, and its state within float32", async () => {
  const differences: string[] = [];
  let spikes = 0;
  for (let seed = 0; seed < 60; seed++) {
    const found = await differenceOf(seed);
    if (found.difference !== undefined) differences.push(`seed ${seed}: ${found.difference}`);
    spikes += found.spikes;
  }
  assert.equal(differences, []);
  assert.ok(spikes > 1000, `${spikes} spikes compared`);
});

test.run();
