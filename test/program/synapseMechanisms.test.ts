/** What synapses give in every step, and weights that change in every step, against their closed forms. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Presentation } from "../../src/backend/backend.js";
import { reference } from "../../src/backend/reference/reference.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  connect,
  hodgkinHuxley,
  mS,
  ms,
  mV,
  type Network,
  network,
  neuron,
  poisson,
  population,
  synapse,
  uA,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";

const silent = (steps: number, learning = true): Presentation => ({
  ...{ steps, countSteps: steps, learning, normalize: true, inputs: new Map(), recordSpikes: [], probes: [] },
});

const programOf = (net: Network, dt: number) => lower(net, { dt, seed: 1, flush: 1e-12 }).program;

test("two passive membranes with a gap junction: the mean decays with tau, the difference with tau/(1 + 2w)", async () => {
  const passive = neuron({
    equations: { "dv/dt": "(u - v) / tau" },
    parameters: { tau: ms(10) },
    initial: { v: [3, 1] },
    inputs: ["u"],
  });
  const cells = population(2, passive);
  const gap = synapse({ summed: { u: "w * (pre.v - post.v)" } });
  const own = connect(cells, cells, { w: 0.7, pattern: "allButSelf", plasticity: gap });
  const errors = await Promise.all(
    [0.1, 0.05].map(async (dt) => {
      const run = await reference.compile(programOf(network({ cells, own }), dt));
      await run.present(silent(Math.round(12 / dt)));
      const [a, b] = await run.read("cells.v");
      const [mean, difference] = [4 * Math.exp(-1.2), 2 * Math.exp(-1.2 * (1 + 1.4))];
      assert.ok(Math.abs(a + b - mean) < 1e-12 * mean, `the sum is ${a + b}, expected ${mean}`);
      return Math.abs(a - b - difference) / difference;
    }),
  );
  // What is summed stands still for a step: first order in dt.
  assert.ok(errors[0] < 0.021, `${errors[0]}`);
  const order = Math.log2(errors[0] / errors[1]);
  assert.ok(Math.abs(order - 1) < 0.05, `order ${order}`);
});

test("two Hodgkin–Huxley neurons with a gap junction fire together, and without it stay apart", async () => {
  const model = neuron({
    ...hodgkinHuxley,
    equations: { ...hodgkinHuxley.equations, "dv/dt": "(iDrive + iGap - iNa - iK - iLeak) / cMem" },
    parameters: { ...hodgkinHuxley.parameters, iDrive: uA(10) },
    initial: { ...hodgkinHuxley.initial, v: mV([-65, -30]) },
    inputs: ["iGap"],
  });
  const gap = synapse({ summed: { iGap: "w * (pre.v - post.v)" } });
  const apart = async (w: number) => {
    const cells = population(2, model);
    const own = connect(cells, cells, { w: mS(w), pattern: "allButSelf", plasticity: gap });
    const run = await wasm.compile(programOf(network({ cells, own }), 0.05));
    const { spikes } = await run.present({ ...silent(6000), recordSpikes: ["cells"] });
    const train = spikes.get("cells");
    const steps = (neuron: number) =>
      Array.from({ length: 6000 }, (_, k) => k).filter((k) =>
        train?.indices.subarray(train.offsets[k], train.offsets[k + 1]).includes(neuron),
      );
    const last = [0, 1].map((neuron) => steps(neuron).slice(-3));
    run.dispose();
    assert.is(last.flat().length, 6, "both fire");
    // In ms, of the last spike of one to the nearest of the other.
    return 0.05 * Math.min(...last[1].map((k) => Math.abs(k - last[0][2])));
  };
  const [coupled, alone] = [await apart(0.2), await apart(0)];
  assert.ok(coupled <= 0.05, `coupled: ${coupled} ms apart`);
  assert.ok(alone > 1, `alone: ${alone} ms apart`);
});

test("a weight with an equation follows it in presentations that learn, within its bounds, and else stands still", async () => {
  const cells = population(3, neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) } }));
  const input = poisson(2);
  const rule = (equation: string, bounds?: readonly [number, number]) =>
    synapse({
      equations: { "dw/dt": equation },
      parameters: { tau: ms(50) },
      ...(bounds ? { bounds: { w: bounds } } : {}),
    });
  const w = [1, 2, 3, 4, 5, 6];
  for (const [plasticity, expected] of [
    [rule("-w / tau"), (x: number) => x * Math.exp(-0.4)],
    [rule("(4 - w) / tau"), (x: number) => 4 + (x - 4) * Math.exp(-0.4)],
    [rule("2 / tau", [0, 6.25]), (x: number) => Math.min(x + 0.8, 6.25)],
  ] as const) {
    for (const backend of [reference, wasm]) {
      const net = network({ input, cells, wire: connect(input, cells, { to: "v", w, plasticity }) });
      const run = await backend.compile(programOf(net, 0.5));
      await run.present(silent(40, false));
      assert.equal(Array.from(await run.read("wire.w")), w, "nothing is learned");
      await run.present(silent(40));
      for (const [s, x] of (await run.read("wire.w")).entries()) {
        assert.ok(Math.abs(x - expected(w[s])) < 1e-5, `${backend.name}: ${x} for ${expected(w[s])}`);
      }
      run.dispose();
    }
  }
});

test("weights that change in every step are normalized before the next presentation", async () => {
  const cells = population(3, neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) } }));
  const input = poisson(2);
  const plasticity = synapse({ equations: { "dw/dt": "1 / tau" }, parameters: { tau: ms(50) } });
  const wire = connect(input, cells, { to: "v", w: 0.5, plasticity, normalize: 1 });
  for (const backend of [reference, wasm]) {
    const run = await backend.compile(programOf(network({ input, cells, wire }), 0.5));
    for (let again = 0; again < 3; again++) {
      await run.present(silent(50));
      for (const x of await run.read("wire.w")) assert.ok(Math.abs(x - 1) < 1e-5, `${backend.name}: ${x} for 1`);
    }
    run.dispose();
  }
});

test.run();
