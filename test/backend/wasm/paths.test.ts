import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { wasm } from "../../../src/backend/wasm/wasm.js";
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

test.run();
