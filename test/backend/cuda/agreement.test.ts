import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { lower } from "../../../src/kernel/lower.js";
import { skip } from "../../skip.js";
import { firstDifference } from "../agree.js";
import { randomNetwork } from "../randomNetwork.js";
import { openHost } from "./host/host.js";

const SHAPES: readonly Shape[] = [
  { barrier: "block", blocks: 1, threads: 4 },
  { barrier: "block", blocks: 1, threads: 32 },
  { barrier: "cluster", blocks: 2, threads: 8 },
  { barrier: "grid", blocks: 3, threads: 8 },
];
const SEEDS = Array.from(
  { length: Number(process.env.SEEDS ?? 8) },
  (_, seed) => Number(process.env.FIRST ?? 0) + seed,
);

const host = openHost();
if (typeof host === "string") skip(test, "the generated CUDA C agrees with the reference", host);
else {
  for (const seed of SEEDS) {
    const shape = SHAPES[seed % SHAPES.length];
    test(`random network ${seed}, ${shape.blocks} × ${shape.threads} threads: the reference's spikes and values`, async () => {
      const { net, dt, steps, inputs } = randomNetwork(seed);
      const { program } = lower(net, { dt, seed, flush: 1e-12 });
      const run = await host.backend({ shape }).compile(program);
      const learn: Presentation = {
        ...{ steps, countSteps: steps - 10, learning: true, inputs },
        recordSpikes: [...program.sources.map((s) => s.name), ...program.learning.populations.map((p) => p.domain)],
        probes: [
          { field: "cells0.v", every: 20 },
          { field: "cells0.g", every: 35, elements: Int32Array.of(0, 1) },
        ],
      };
      const presentations = [learn, { ...learn, learning: false }, { ...learn, inputs: new Map(), steps: 30 }, learn];
      const truth = await reference.compile(program);
      assert.is(await firstDifference(program, run, truth, presentations, 2e-4), undefined);
      run.dispose();
      assert.is(host.held(), 0);
    });
  }
  test.after(host.dispose);
}

test.run();
