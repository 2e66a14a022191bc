import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, ModelError, ms, mV, network, neuron, population, uniform } from "../../src/index.js";

const spiking = {
  equations: { "dv/dt": "(drive - v) / tau" },
  parameters: { drive: mV(20), tau: ms(10) },
  threshold: "v > 10 * mV",
  reset: { v: "0 * mV" },
} as const;

test("a refractory period of each neuron's own: intervals are the period and the time to the threshold", async () => {
  const periods = [0, 1, 2, 5, 20];
  const sim = await compile(network({ cells: population(5, neuron({ ...spiking, refractory: ms(periods) })) }), {
    dt: ms(0.01),
  });
  const { spikes } = await sim.present({}, { duration: ms(200), record: ["cells"] });
  sim.dispose();
  const times = periods.map((): number[] => []);
  for (let k = 0; k < spikes.cells.steps; k++) {
    for (const n of spikes.cells.indices.subarray(spikes.cells.offsets[k], spikes.cells.offsets[k + 1]))
      times[n].push(k * 0.01);
  }
  for (const [n, period] of periods.entries()) {
    const interval = times[n][2] - times[n][1];
    assert.ok(Math.abs(interval - period - 10 * Math.log(2)) < 0.03, `${period} ms: ${interval} ms`);
  }
});

test("a refractory period that is drawn differs from neuron to neuron, and with the seed", async () => {
  const counts = async (seed: number) => {
    const model = neuron({ ...spiking, refractory: uniform(ms(1), ms(30)) });
    const sim = await compile(network({ cells: population(40, model) }), { dt: ms(0.1), seed });
    const found = [...(await sim.present({}, { duration: ms(500) })).counts.cells];
    sim.dispose();
    return found;
  };
  const first = await counts(1);
  assert.ok(new Set(first).size > 10, `${first}`);
  assert.not.equal(await counts(2), first);
});

test("what cannot be a refractory period, or never ends, is an error that says what to do", () => {
  const refused = (refractory: unknown, text: RegExp, more = {}) =>
    assert.throws(
      () => neuron({ ...spiking, ...more, refractory: refractory as "v > 0 * mV" }),
      (error: unknown) => error instanceof Error && text.test(error.message),
      String(text),
    );
  refused("v > 0 * mV", /depends on v, held fixed while it is true, expected one that ends\. Remove v from "hold"/, {
    hold: ["v"],
  });
  refused("drive > 0 * mV", /depends on no variable, expected one that ends\. Give a time/);
  refused("v > 3", /refractory: ">" joins mV at the left and 1 at the right/);
  refused(ms([1, -2]), /refractory: found -2 ms, expected a period of at least 0 ms/);
  refused(uniform(-1, 2), /refractory: found .*expected one value such as ms\(2\)/);
  assert.instance(new ModelError("x"), Error);
});

test.run();
