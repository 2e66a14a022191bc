import { test } from "uvu";
import * as assert from "uvu/assert";
import { spikeIntervals, variation } from "../../src/analysis/intervals.js";
import { meanRates, populationRate } from "../../src/analysis/rates.js";
import { PoissonEncoder } from "../../src/encode/poisson.js";
import { InputError } from "../../src/errors.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { ms, mV } from "../../src/units/units.js";

const dt = ms(0.5);
const times = [[2, 12, 22, 32], [0, 39], []];
const train = spikeTrain(
  times.flatMap((own, neuron) => own.map((at) => ({ step: at, neuron }))),
  { steps: 40, neurons: 3, dt },
);

test("rates, intervals and their variation of spikes that are counted by hand", () => {
  assert.equal([...meanRates(train)], [200, 100, 0]);
  assert.equal(
    spikeIntervals(train).map(({ value }) => [...value]),
    [[5, 5, 5], [19.5], []],
  );
  assert.equal([...variation(spikeIntervals(train))], [0, Number.NaN, Number.NaN]);
  const { times: starts, rates } = populationRate(train, ms(7.5));
  assert.equal([...starts.value], [0, 7.5]);
  for (const [b, spikes] of [3, 1].entries()) assert.ok(Math.abs(rates[b] - spikes / (3 * 0.0075)) < 1e-9);
});

test("the population's rate, summed over its bins, is every spike", () => {
  const { rates } = populationRate(train);
  const total = rates.reduce((sum, rate) => sum + rate * 3 * 0.0005, 0);
  assert.ok(Math.abs(total - train.indices.length) < 1e-9);
});

test("a Poisson process has its rate, and a coefficient of variation of √(1 − p)", () => {
  const steps = 400_000;
  const encoder = new PoissonEncoder({ neurons: 8, steps, dt: 0.5, seed: 11, stream: 1 });
  const poisson = { ...encoder.encode(new Float64Array(8).fill(50), 0), dt };
  const p = 0.025;
  const spikes = steps * p;
  for (const rate of meanRates(poisson)) assert.ok(Math.abs(rate / 50 - 1) < 4 * Math.sqrt((1 - p) / spikes));
  for (const cv of variation(spikeIntervals(poisson))) {
    // The estimate's standard error is 1/√n for an exponential distribution.
    assert.ok(Math.abs(cv - Math.sqrt(1 - p)) < 4 / Math.sqrt(spikes), `${cv}`);
  }
});

test("trains without time and bins out of range are refused", () => {
  const fails = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error: unknown) => error instanceof InputError && message.test(error.message));
  const { dt: _, ...untimed } = train;
  fails(() => meanRates(untimed), /meanRates: found a spike train without dt, the length of its steps/);
  fails(() => spikeIntervals({ ...train, dt: ms(0) }), /spikeIntervals, dt: found 0 ms, expected a time above 0/);
  fails(() => populationRate(train, ms(0.1)), /bin: found 0\.1 ms, expected from 0\.5 to 20 ms/);
  fails(() => populationRate(train, ms(21)), /bin: found 21 ms/);
  fails(() => populationRate(train, 5 as never), /bin: found 5, expected one value such as ms\(5\)/);
});

test("what is no spike train, or are no intervals, is refused", () => {
  const fails = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error: unknown) => error instanceof InputError && message.test(error.message));
  const overrun = { ...train, indices: Int32Array.from(train.indices).fill(99) };
  for (const read of [meanRates, populationRate, spikeIntervals]) {
    for (const wrong of [undefined, null, 5, [], {}, { ...train, neurons: 1e12 }, { ...train, steps: 3 }, overrun]) {
      fails(() => read(wrong as never), new RegExp(`^${read.name}.*(found|offsets)`));
    }
  }
  for (const wrong of [undefined, 5, {}]) fails(() => variation(wrong as never), /variation, intervals: found/);
  for (const wrong of [[1], [null], [[1, 2]], [ms(3)], [mV([1, 2])]]) {
    fails(() => variation(wrong as never), /variation, intervals\[0\]: found .*, expected the times of one neuron/);
  }
});

test.run();
