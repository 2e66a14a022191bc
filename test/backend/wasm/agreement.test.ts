import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { wasm } from "../../../src/backend/wasm/wasm.js";
import { lower } from "../../../src/program/lower.js";
import { firstDifference, isChaotic, spikesIn } from "../agree.js";
import { randomNetwork } from "../randomNetwork.js";

const TOLERANCE = 2e-4;

interface Comparison {
  readonly difference: string | undefined;
  readonly isChaotic: boolean;
  readonly spikes: number;
}

/** One presentation that learns, one that is frozen, one that learns again. */
async function compare(seed: number): Promise<Comparison> {
  const { net, dt, steps, inputs } = randomNetwork(seed);
  const { program } = lower(net, { dt, seed, flush: 1e-12 });
  const [run, truth] = [await wasm.compile(program), await reference.compile(program)];
  const presentation = (learning: boolean): Presentation => ({
    ...{ steps, normalize: true, countSteps: Math.floor(steps / 2), learning, inputs },
    recordSpikes: program.populations.map((p) => p.name),
    probes: [{ field: "cells0.v", every: 7, elements: Int32Array.of(0) }],
  });
  const presentations = [true, false, true].map(presentation);
  const difference = await firstDifference(program, run, truth, presentations, TOLERANCE);
  const { counts } = await truth.present(presentation(false));
  return {
    difference,
    isChaotic: difference !== undefined && (await isChaotic(program, reference, presentations, TOLERANCE)),
    spikes: spikesIn(counts),
  };
}

test("random networks give the reference's spikes, and its state within float32", async () => {
  const results: Comparison[] = [];
  for (let seed = 0; seed < 24; seed++) results.push(await compare(seed));
  const differences = results.map((r, seed) => (r.isChaotic || !r.difference ? "" : `seed ${seed}: ${r.difference}`));
  assert.is(differences.join(""), "");
  const chaotic = results.filter((r) => r.isChaotic).length;
  assert.ok(chaotic <= 2, `${chaotic} of ${results.length} networks cannot be compared`);
  const spikes = results.reduce((sum, r) => sum + r.spikes, 0);
  assert.ok(spikes > 1000, `${spikes} spikes compared`);
});

test.run();
