import type { Test } from "uvu";
import * as assert from "uvu/assert";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { lower } from "../../../src/program/lower.js";
import { openHost } from "../../cuda/host/host.js";
import { skip } from "../../skip.js";
import { conformance } from "../conformance.js";
import { randomNetwork } from "../randomNetwork.js";

/**
 * The generated CUDA C does all that a backend has to do, in a layout. Each layout has a file of its own: together, the
 * compiler takes them minutes.
 * @param first seed of three random networks
 */
export function cudaConformance(test: Test, shape: Shape, first: number): void {
  const name = `cuda, ${shape.barrier} of ${shape.blocks} × ${shape.threads}`;
  const host = openHost();
  if (typeof host === "string") {
    skip(test, `${name} does all that a backend has to do`, host);
    return;
  }
  const backend = host.backend({ shape });
  conformance(test, { name, backend, seeds: [first, first + 3], tolerance: 2e-4 });
  test(`${name}: sums do not depend on the order in which threads happen to run, not in the last bit`, async () => {
    for (let seed = first; seed < first + 3; seed++) {
      const { net, dt, steps, inputs } = randomNetwork(seed);
      const { program } = lower(net, { dt, seed, flush: 1e-12 });
      const run = await backend.compile(program);
      const presentation = {
        ...{ steps, countSteps: steps, learning: true, normalize: true, inputs, probes: [] },
        recordSpikes: program.populations.map((p) => p.name),
      };
      const start = await run.snapshot();
      const expected = [await run.present(presentation), await run.snapshot()];
      // The host's threads take turns in another order each time.
      for (let again = 0; again < 4; again++) {
        await run.restore(start);
        assert.equal([await run.present(presentation), await run.snapshot()], expected, `seed ${seed}`);
      }
      run.dispose();
    }
  });
  test.after(host.dispose);
}
