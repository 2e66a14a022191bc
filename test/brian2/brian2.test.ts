import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backend/backend.js";
import { compile, ms, spikeTrain } from "../../src/index.js";
import { everyBackend } from "../backend/everyBackend.js";
import { declare } from "./declare.js";
import { type Golden, goldenRuns, type Trains } from "./golden.js";
import { sizeOf } from "./values.js";

const backends = await everyBackend(test, "Brian 2's golden runs");

/**
 * How far values may be from Brian 2's, as a part of the largest of the variable. Samples are 32-bit numbers on every
 * backend; the fast ones compute with such as well.
 */
const toleranceOf = (backend: string) => (backend === "reference" ? 1e-7 : 2e-3);

test("golden files: at least 40, and in each something fires", () => {
  assert.ok(goldenRuns.size >= 40, `found ${goldenRuns.size}`);
  for (const [name, { spikes }] of goldenRuns) assert.ok(Object.values(spikes).flat(2).length > 0, name);
});

for (const [name, golden] of goldenRuns) {
  for (const [label, backend] of backends) {
    test(`${name}, ${label}: the spikes and values of Brian 2`, async () => {
      const { spikes, samples } = await present(golden.case, backend);
      for (const [population, expected] of Object.entries(golden.spikes)) {
        assert.is(JSON.stringify(trainsOf(spikes[population])), JSON.stringify(expected), `spikes of ${population}`);
      }
      for (const [field, rows] of Object.entries(golden.values)) {
        const unit = sizeOf(golden.case.sample[field].unit);
        const { values } = samples[field];
        const expected = rows.flat().map((x) => x * unit);
        assert.is(values.length, expected.length, field);
        const allowed = toleranceOf(label) * expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        const wrong = expected.findIndex((x, i) => !(Math.abs(values[i] - x) <= allowed));
        assert.is(wrong, -1, `${field}, [${wrong}]: found ${values[wrong]}, Brian 2 has ${expected[wrong]}`);
      }
    });
  }
}

async function present({ sources = {}, ...golden }: Golden["case"], backend: Backend) {
  const { steps, dt } = golden;
  const sim = await compile(declare({ sources, ...golden }), { dt: ms(dt), backend });
  const input = Object.entries(sources).map(([name, trains]) => {
    const events = trains.flatMap((at, neuron) => at.map((step) => ({ step, neuron })));
    return [name, spikeTrain(events, { steps, neurons: trains.length })] as const;
  });
  const sampled = Object.entries(golden.sample).map(([name, { every }]) => {
    const [part, variable] = name.split(".");
    return [name, { of: sim.state[part][variable], every: ms(every * dt) }] as const;
  });
  const shown = await sim.present(Object.fromEntries(input), {
    duration: ms(steps * dt),
    record: Object.keys(golden.populations),
    sample: Object.fromEntries(sampled),
  });
  sim.dispose();
  return shown;
}

function trainsOf({ steps, neurons, offsets, indices }: SpikeTrainOf): Trains {
  const trains: number[][] = Array.from({ length: neurons }, () => []);
  for (let step = 0; step < steps; step++) {
    for (const neuron of indices.subarray(offsets[step], offsets[step + 1])) trains[neuron].push(step);
  }
  return trains;
}

type SpikeTrainOf = Awaited<ReturnType<typeof present>>["spikes"][string];

test.run();
