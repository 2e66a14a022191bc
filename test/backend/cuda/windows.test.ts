import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../../src/backend/backend.js";
import { Layout } from "../../../src/backend/cuda/source/layout.js";
import type { Shape } from "../../../src/backend/cuda/source/shape.js";
import { generateSource } from "../../../src/backend/cuda/source/source.js";
import { reference } from "../../../src/backend/reference/reference.js";
import { connect, ms, network, neuron, population, spikeSource } from "../../../src/index.js";
import { gridSize, type WindowPattern } from "../../../src/model/window.js";
import { lower } from "../../../src/program/lower.js";
import { openHost } from "../../cuda/host/host.js";
import { testCompiler } from "../../cuda/nvrtc.js";
import { skip } from "../../skip.js";
import { firstDifference, spikesIn } from "../agree.js";
import { Dice } from "../dice.js";
import { randomTrain } from "../randomNetwork.js";
import { filtersOf, WINDOWS } from "../windows.js";

const SHAPES: readonly Shape[] = [
  { barrier: "block", blocks: 1, threads: 16 },
  { barrier: "cluster", blocks: 2, threads: 8 },
  { barrier: "grid", blocks: 3, threads: 8 },
];
const STEPS = 40;

/** A window over a source and over a population, with and without delays; what it drives fires. */
function programOf(pattern: WindowPattern) {
  const relay = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau: ms(2) },
    threshold: "g > 0.7",
    reset: { g: "0" },
  });
  const cell = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau: ms(7) },
    threshold: "g > 1.2345",
    reset: { g: "0.1" },
  });
  const [pre, post] = [gridSize(pattern.window.input), gridSize(pattern.window.output)];
  const [input, relays, cells] = [spikeSource(pre), population(pre, relay), population(post, cell)];
  const w = pattern.kind === "convolution" ? filtersOf(pattern) : 0.4;
  const net = network({
    input,
    relays,
    cells,
    drive: connect(input, relays, { to: "g", w: 1, pattern: "oneToOne" }),
    first: connect(input, cells, { to: "g", w, pattern, delay: ms(1.5) }),
    now: connect(relays, cells, { to: "g", w, pattern }),
    later: connect(relays, cells, { to: "g", w: 0.3, pattern, delay: ms(1) }),
  });
  return lower(net, { dt: 0.5, seed: 1, flush: 1e-12 }).program;
}

const host = openHost();
if (typeof host === "string") skip(test, "convolutions and pools in CUDA C agree with the reference", host);
else {
  for (const shape of SHAPES) {
    test(`convolutions and pools agree with the reference: ${shape.barrier}`, async () => {
      let spikes = 0;
      for (const pattern of WINDOWS) {
        const program = programOf(pattern);
        const inputs = new Map([["input", randomTrain(new Dice(7), STEPS, gridSize(pattern.window.input))]]);
        const presentation: Presentation = {
          ...{
            steps: STEPS,
            normalize: true,
            countSteps: STEPS,
            learning: true,
            recordSpikes: ["relays", "cells"],
            inputs,
          },
          probes: [{ field: "cells.g", every: 1 }],
        };
        const [run, truth] = [await host.backend({ shape }).compile(program), await reference.compile(program)];
        assert.is(
          await firstDifference(program, run, truth, [presentation, presentation], 1e-5),
          undefined,
          pattern.kind,
        );
        spikes += spikesIn((await truth.present(presentation)).counts);
        run.dispose();
      }
      assert.ok(spikes > 1000, `${spikes} spikes`);
    });
  }
  test.after(host.dispose);
}

const compiler = await testCompiler();
if (typeof compiler === "string") skip(test, "NVRTC compiles convolutions and pools to PTX", compiler);
else {
  test("NVRTC compiles convolutions and pools to PTX", () => {
    for (const [i, pattern] of WINDOWS.entries()) {
      const ptx = compiler
        .compile(generateSource(new Layout(programOf(pattern), SHAPES[i % 3])), "compute_90")
        .toString();
      assert.match(ptx, ".target sm_90");
    }
  });
}

test.run();
