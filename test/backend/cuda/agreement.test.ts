import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Executable, Presentation } from "../../../src/backend/backend.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { lower } from "../../../src/program/lower.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";
import { firstDifference, isChaotic, spikesIn } from "../agree.js";
import { randomNetwork } from "../randomNetwork.js";

const SHAPES: readonly Shape[] = [
  { barrier: "block", blocks: 1, threads: 4 },
  { barrier: "block", blocks: 1, threads: 32 },
  { barrier: "cluster", blocks: 2, threads: 8 },
  { barrier: "grid", blocks: 3, threads: 8 },
];
const SEEDS = Array.from({ length: 8 }, (_, seed) => seed);
const TOLERANCE = 2e-4;

/** The host's threads take turns in another order each time; sums must not depend on it, not in the last bit. */
async function sameBits(run: Executable, presentation: Presentation): Promise<void> {
  const start = await run.snapshot();
  const expected = [await run.present(presentation), await run.snapshot()];
  for (let again = 0; again < 4; again++) {
    await run.restore(start);
    assert.equal([await run.present(presentation), await run.snapshot()], expected);
  }
}

const host = openHost();
if (typeof host === "string") skip(test, "the generated CUDA C gives the reference's spikes and values", host);
else {
  let chaotic = 0;
  let spikes = 0;
  for (const seed of SEEDS) {
    const shape = SHAPES[seed % SHAPES.length];
    test(`random network ${seed} in ${shape.blocks} × ${shape.threads} threads: the reference's spikes, its values`, async () => {
      const { net, dt, steps, inputs } = randomNetwork(seed);
      const { program } = lower(net, { dt, seed, flush: 1e-12 });
      const learn: Presentation = {
        ...{ steps, normalize: true, countSteps: steps - 10, learning: true, inputs },
        recordSpikes: program.populations.map((p) => p.name),
        probes: [
          { field: "cells0.v", every: 20 },
          { field: "cells0.g", every: 35, elements: Int32Array.of(0) },
        ],
      };
      const presentations = [learn, { ...learn, learning: false }, { ...learn, inputs: new Map(), steps: 30 }, learn];
      const truth = await reference.compile(program);
      const run = await host.backend({ shape }).compile(program);
      const difference = await firstDifference(program, run, truth, presentations, TOLERANCE);
      await sameBits(run, learn);
      run.dispose();
      const isUnfit = difference !== undefined && (await isChaotic(program, reference, presentations, TOLERANCE));
      if (isUnfit) chaotic++;
      else assert.is(difference, undefined);
      spikes += spikesIn((await truth.present(learn)).counts);
    });
  }
  test("nearly all of these networks could be compared, and they fired", () => {
    assert.ok(chaotic <= 1, `${chaotic} of ${SEEDS.length} networks cannot be compared`);
    assert.ok(spikes > 1000, `${spikes} spikes`);
  });
  test.after(host.dispose);
}

test.run();
