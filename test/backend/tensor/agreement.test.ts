import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { tensor } from "../../../src/backend/tensor/tensor.js";
import { lower } from "../../../src/program/lower.js";
import type { Program } from "../../../src/program/program.js";
import { firstDifference, isChaotic } from "../agree.js";
import { randomNetwork } from "../randomNetwork.js";
import { testOn } from "./testOn.js";

const TOLERANCE = 2e-4;

/** One presentation that learns, one that is frozen, one that learns again. */
function presentationsOf(program: Program, steps: number, inputs: Presentation["inputs"]): Presentation[] {
  return [true, false, true].map((learning) => ({
    ...{ steps: learning ? steps : 30, normalize: true, countSteps: 25, learning, inputs },
    recordSpikes: program.populations.map((p) => p.name),
    probes: [
      { field: "cells0.v", every: 7, elements: Int32Array.of(0) },
      { field: "cells0.g", every: 10 },
    ],
  }));
}

for (const [backend, first, end] of [
  ["cpu", 0, 6],
  ["wasm", 6, 12],
  ["cuda", 0, 3],
  // With a graphics driver in software a network takes seconds.
  ["webgpu", 10, 12],
  ["tensorflow", 12, 18],
] as const) {
  const name = `random networks give the reference's spikes, its state within float32, and leave no tensors: ${backend}`;
  testOn(test, backend, name, async () => {
    let chaotic = 0;
    for (let seed = first; seed < end; seed++) {
      const { net, dt, steps, inputs } = randomNetwork(seed);
      const { program } = lower(net, { dt, seed, flush: 1e-12 });
      const presentations = presentationsOf(program, steps, inputs);
      const before = tf.memory().numTensors;
      const run = await tensor.compile(program);
      const truth = await reference.compile(program);
      const difference = await firstDifference(program, run, truth, presentations, TOLERANCE);
      run.dispose();
      assert.is(tf.memory().numTensors, before, `seed ${seed}: tensors`);
      if (difference === undefined) continue;
      const isUnfit = await isChaotic(program, reference, presentations, TOLERANCE);
      assert.ok(isUnfit, `seed ${seed}: ${difference}`);
      chaotic++;
    }
    assert.ok(chaotic <= (end - first) / 3, `${chaotic} networks cannot be compared`);
  });
}

test.run();
