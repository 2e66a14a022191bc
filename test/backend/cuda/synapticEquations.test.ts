import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { Layout } from "../../../src/backend/cuda/source/layout.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { generateSource } from "../../../src/backend/cuda/source/source.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { openHost } from "../../cuda/host/host.js";
import { testCompiler } from "../../cuda/nvrtc.js";
import { skip } from "../../skip.js";
import { firstDifference } from "../agree.js";
import { ownRules, programsOf, trainOfNetworks } from "../synapticNetworks.js";

const SHAPES: readonly Shape[] = [
  { barrier: "block", blocks: 1, threads: 8 },
  { barrier: "cluster", blocks: 2, threads: 4 },
  { barrier: "grid", blocks: 3, threads: 4 },
];
const WHAT = "equations and events of synapses that read both sides";

const host = openHost();
if (typeof host === "string") skip(test, `${WHAT}, in CUDA C, agree with the reference`, host);
else {
  for (const shape of SHAPES) {
    test(`${WHAT} agree with the reference: ${shape.barrier}`, async () => {
      for (const { what, program } of programsOf(ownRules)) {
        const presentation: Presentation = {
          ...{
            steps: 60,
            normalize: true,
            countSteps: 60,
            learning: true,
            recordSpikes: ["first", "second"],
            probes: [],
          },
          inputs: new Map([["input", trainOfNetworks]]),
        };
        const [run, truth] = [await host.backend({ shape }).compile(program), await reference.compile(program)];
        const difference = await firstDifference(program, run, truth, [presentation, presentation], 2e-4);
        assert.is(difference, undefined, what);
        run.dispose();
      }
    });
  }
  test.after(host.dispose);
}

const compiler = await testCompiler();
if (typeof compiler === "string") skip(test, `NVRTC compiles ${WHAT} to PTX`, compiler);
else {
  test(`NVRTC compiles ${WHAT} to PTX`, () => {
    for (const [i, { program }] of programsOf(ownRules).entries()) {
      const ptx = compiler.compile(generateSource(new Layout(program, SHAPES[i % 3])), "compute_90").toString();
      assert.match(ptx, ".target sm_90");
    }
  });
}

test.run();
