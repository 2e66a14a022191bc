/** Differential equations of synapses that read the variables of both sides, and of the neurons at both ends. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../src/backend/backend.js";
import { reference } from "../../src/backend/reference/reference.js";
import { tensor } from "../../src/backend/tensor/tensor.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import { connect, ms, network, neuron, population, spikeSource, synapse } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { firstDifference, spikesIn } from "./agree.js";
import { eligibility, ownRules, programsOf, trainOfNetworks } from "./synapticNetworks.js";

const QUIET = { normalize: true, countSteps: 0, learning: true, recordSpikes: [], probes: [] };
const tau = ms(10);

test("a tag follows the product of both neurons' traces, t·e^{−t/tau} for a common spike, and only in their synapse", async () => {
  const relay = neuron({
    equations: { "dg/dt": "-g / tau" },
    parameters: { tau },
    threshold: "g > 0.5",
    reset: { g: "0" },
  });
  const [input, teacher, cells] = [spikeSource(3), spikeSource(2), population(2, relay)];
  for (const delay of [ms(0), ms(Array<number>(6).fill(0.02))]) {
    const net = network({
      input,
      teacher,
      cells,
      force: connect(teacher, cells, { to: "g", w: 1, pattern: "oneToOne" }),
      wire: connect(input, cells, { to: "g", w: [0, 0, 0, 0, 0, 0], plasticity: eligibility, delay }),
    });
    const dt = 0.02;
    const run = await reference.compile(lower(net, { dt, seed: 1, flush: 1e-20 }).program);
    const arrival = delay.value === 0 ? 1 : 0;
    const train = (neurons: number, neuron: number, step: number) =>
      spikeTrain([{ step, neuron }], { steps: 2, neurons });
    const inputs = new Map([
      ["input", train(3, 2, arrival)],
      ["teacher", train(2, 1, 0)],
    ]);
    const steps = 500;
    await run.present({ ...QUIET, steps, inputs });
    // x·y = e^{−2t/tau} after the common spike in step 1: tag = e^{−t/tau} − e^{−2t/tau}.
    const t = (steps - 2) * dt;
    const expected = Math.exp(-t / 10) - Math.exp((-2 * t) / 10);
    const tag = await run.read("wire.tag");
    assert.ok(Math.abs(tag[5] - expected) < 1e-3, `${tag[5]} for ${expected}`);
    assert.equal(Array.from(tag.slice(0, 5)), [0, 0, 0, 0, 0]);
  }
});

test("variables of rows, columns and synapses follow those of the neurons at their ends", async () => {
  const still = (a: number[]) => neuron({ equations: { "da/dt": "0 / ms" }, initial: { a } });
  const [pre, post] = [population(2, still([1, 2])), population(3, still([10, 20, 30]))];
  const rule = synapse({
    equations: {
      "dx/dt": "(pre.a - x) / tau",
      "dy/dt": "(post.a - y) / tau",
      "dz/dt": "(pre.a * post.a - z) / tau",
    },
    parameters: { tau },
    onPost: { y: "y" },
  });
  const net = network({ first: pre, second: post, wire: connect(pre, post, { to: "a", w: 0, plasticity: rule }) });
  const { program } = lower(net, { dt: 0.5, seed: 1, flush: 1e-20 });
  assert.equal(
    ["x", "y", "z"].map((v) => program.fields.get(`wire.${v}`)?.domain.level),
    ["row", "column", "synapse"],
  );
  const run = await reference.compile(program);
  await run.present({ ...QUIET, steps: 20, inputs: new Map() });
  const rise = 1 - Math.exp(-1);
  for (const [variable, ends] of [
    ["x", [1, 2]],
    ["y", [10, 20, 30]],
    ["z", [10, 20, 30, 20, 40, 60]],
  ] as const) {
    const found = await run.read(`wire.${variable}`);
    for (const [i, end] of ends.entries()) assert.ok(Math.abs(found[i] - end * rise) < 1e-12, `${variable}[${i}]`);
  }
});

for (const backend of [reference, wasm]) {
  test(`within a population, all synapses of a spike see its neuron as it was, and later spikes what it added: ${backend.name}`, async () => {
    const cell = neuron({
      equations: { "dg/dt": "0 / ms", "da/dt": "0 / ms" },
      initial: { g: [1, 2, 0, 0, 0] },
      threshold: "g > 0.5",
      reset: { a: "g" },
    });
    const cells = population(5, cell);
    const rule = synapse({ transmit: "w * pre.g", onPre: { w: "w + pre.g" } });
    const net = network({ cells, wire: connect(cells, cells, { to: "g", w: 1, plasticity: rule }) });
    const run = await backend.compile(lower(net, { dt: 0.5, seed: 1, flush: 1e-20 }).program);
    await run.present({ ...QUIET, steps: 1, inputs: new Map() });
    assert.equal([...(await run.read("cells.g"))], [5, 6, 4, 4, 4]);
    assert.equal([...(await run.read("wire.w"))].slice(0, 15), [2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 1, 1, 1, 1, 1]);
    run.dispose();
  });
}

for (const backend of [wasm, tensor]) {
  test(`${backend.name} agrees with the reference`, async () => {
    for (const { what, program } of programsOf(backend === tensor ? {} : ownRules)) {
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
      const [run, truth] = [await backend.compile(program), await reference.compile(program)];
      const difference = await firstDifference(program, run, truth, [presentation, presentation], 2e-4);
      assert.is(difference, undefined, what);
      assert.ok(spikesIn((await truth.present(presentation)).counts) > 50, what);
      run.dispose();
    }
  });
}

test.run();
