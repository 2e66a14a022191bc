import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, ModelError, ms, mV, network, neuron, population } from "../../src/index.js";

test("an event of a model's own is a reset without a spike: a leaky integrator that is cut off counts ⌊t/T⌋", async () => {
  const model = neuron({
    equations: { "dv/dt": "(drive - v) / tau", "dcount/dt": "0 * count / tau" },
    parameters: { drive: mV([0, 15, 20, 40]), tau: ms(10), top: mV(10) },
    events: { top_: { condition: "v > top", set: { v: "0 * mV", count: "count + 1" } } },
  });
  for (const backend of ["reference", "wasm"] as const) {
    const sim = await compile(network({ cells: population(4, model) }), { dt: ms(0.01), backend });
    await sim.present({}, { duration: ms(100) });
    const counts = await sim.state.cells.count.read();
    sim.dispose();
    // From 0 to the top it takes τ·ln(drive/(drive − top)), and part of a step.
    const expected = [0, 15, 20, 40].map((d) => (d <= 10 ? 0 : 100 / (10 * Math.log(d / (d - 10)) + 0.005)));
    for (const [n, count] of counts.entries()) {
      assert.ok(Math.abs(count - Math.floor(expected[n])) <= 1, `${backend}, ${n}: ${count} for ${expected[n]}`);
    }
  }
});

test("events read the values after the update; a decaying variable is cut as well; the last of two counts", async () => {
  const model = neuron({
    equations: { "dx/dt": "-x / tau", "dy/dt": "1 / ms" },
    parameters: { tau: ms(10) },
    initial: { x: 1 },
    events: {
      low: { condition: "x < 0.5", set: { x: "1 + y * 0" } },
      first: { condition: "y >= 3", set: { y: "-1" } },
      second: { condition: "y >= 3", set: { y: "0" } },
    },
  });
  for (const backend of ["reference", "wasm"] as const) {
    const sim = await compile(network({ cells: population(1, model) }), { dt: ms(1), backend });
    const sample = { x: { of: sim.state.cells.x }, y: { of: sim.state.cells.y } };
    const { samples } = await sim.present({}, { duration: ms(9), sample });
    sim.dispose();
    const expected = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => (k < 7 ? Math.exp(-k / 10) : Math.exp(-(k - 7) / 10)));
    for (const [k, x] of expected.entries()) assert.ok(Math.abs(samples.x.values[k] - x) < 1e-6, `${samples.x.values}`);
    assert.equal([...samples.y.values], [1, 2, 0, 1, 2, 0, 1, 2, 0]);
  }
});

test("events that hold in the same step follow one another: each reads what those before it have set", async () => {
  const model = neuron({
    equations: { "dx/dt": "0 * x / ms", "dy/dt": "0 * y / ms", "dz/dt": "0 * z / ms" },
    events: {
      one: { condition: "x >= 0", set: { x: "x + 1" } },
      // Its condition reads x after the state update.
      never: { condition: "x == 1", set: { z: "100" } },
      ten: { condition: "x < 5", set: { x: "x + 10", y: "x" } },
      copy: { condition: "x < 5", set: { z: "x + y" } },
    },
  });
  for (const backend of ["reference", "wasm"] as const) {
    const sim = await compile(network({ cells: population(1, model) }), { dt: ms(1), backend });
    await sim.run(ms(1));
    const { x, y, z } = sim.state.cells;
    const found = (await Promise.all([x, y, z].map((each) => each.read()))).map(([value]) => value);
    sim.dispose();
    assert.equal(found, [11, 1, 12], backend);
  }
});

test("what is no event is an error with its place", () => {
  const refused = (events: unknown, text: RegExp) =>
    assert.throws(
      () => neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(1) }, events: events as never }),
      (error: unknown) => error instanceof Error && text.test(error.message),
      String(text),
    );
  refused({ e: { condition: "u > 1", set: {} } }, /event "e": unknown symbol "u"/);
  refused({ e: { condition: "v > 1", set: { u: "1" } } }, /event "e": found "u", expected a state variable: v/);
  refused({ e: { condition: "xi > 1", set: { v: "1" } } }, /is white noise/);
  refused({ e: { when: "v > 1" } }, /event "e"/);
  refused([], /events/);
  assert.instance(new ModelError("x"), Error);
});

test.run();
