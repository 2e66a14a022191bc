import { test } from "uvu";
import * as assert from "uvu/assert";
import { PoissonEncoder } from "../../src/encode/poisson.js";
import { InputError } from "../../src/errors.js";
import type { SpikeTrain } from "../../src/spikes/spikeTrain.js";

const options = { neurons: 40, steps: 1000, dt: 0.5, seed: 20_260_101, stream: 9 };
const rates = Float64Array.from({ length: 40 }, (_, i) => 5 * i);

/** Steps in which each neuron spikes. */
function stepsOf(train: SpikeTrain): number[][] {
  const steps = Array.from({ length: train.neurons }, (): number[] => []);
  for (let k = 0; k < train.steps; k++) {
    for (let s = train.offsets[k]; s < train.offsets[k + 1]; s++) steps[train.indices[s]].push(k);
  }
  return steps;
}

/**
 * Chi-squared, standardized by Wilson & Hilferty: normal with mean 0 and variance 1, above 3.1 with probability 0.001.
 */
function deviation(observed: readonly number[], expected: readonly number[], parameters: number): number {
  const chi = observed.reduce((sum, n, i) => sum + (n - expected[i]) ** 2 / expected[i], 0);
  const k = observed.length - parameters;
  return (Math.cbrt(chi / k) - (1 - 2 / (9 * k))) / Math.sqrt(2 / (9 * k));
}

test("spikes of a step ascend, every step has its offset, and silent neurons stay silent", () => {
  const train = new PoissonEncoder(options).encode(rates, 0);
  assert.is(train.offsets.length, 1001);
  assert.is(train.offsets[1000], train.indices.length);
  for (let k = 0; k < 1000; k++) {
    for (let s = train.offsets[k] + 1; s < train.offsets[k + 1]; s++)
      assert.ok(train.indices[s] > train.indices[s - 1]);
  }
  assert.equal(stepsOf(train)[0], []);
});

test("each neuron spikes in each step with probability rate·dt: counts by neuron, chi-squared", () => {
  const encoder = new PoissonEncoder(options);
  const presentations = 400;
  const counts = new Array<number>(40).fill(0);
  for (let i = 0; i < presentations; i++)
    stepsOf(encoder.encode(rates, i)).forEach((steps, j) => {
      counts[j] += steps.length;
    });
  const trials = presentations * 1000;
  const p = (j: number) => (rates[j] * 0.5) / 1000;
  // Binomial, so that (n − mean)²/variance is chi-squared with one degree of freedom for each neuron.
  const scaled = counts.slice(1).map((n, i) => (n - trials * p(i + 1)) / Math.sqrt(trials * p(i + 1) * (1 - p(i + 1))));
  const z = deviation(
    scaled.map((x) => x + 1),
    scaled.map(() => 1),
    0,
  );
  assert.ok(Math.abs(z) < 3.1, `${z}`);
});

test("no step is preferred, the first and the last neither: counts by step, chi-squared", () => {
  const encoder = new PoissonEncoder({ ...options, steps: 50 });
  const observed = new Array<number>(50).fill(0);
  for (let i = 0; i < 2000; i++) {
    const { offsets } = encoder.encode(rates, i);
    for (let k = 0; k < 50; k++) observed[k] += offsets[k + 1] - offsets[k];
  }
  const p = rates.reduce((sum, rate) => sum + (rate * 0.5) / 1000, 0);
  const z = deviation(
    observed,
    observed.map(() => 2000 * p),
    0,
  );
  // The variance is that of Bernoulli trials, a little below the mean.
  assert.ok(z > -3.6 && z < 3.1, `${z}`);
});

test("intervals are geometric with P(n) = (1 − p)ⁿ⁻¹·p, also for high rates, chi-squared", () => {
  for (const rate of [40, 400, 1500]) {
    const p = (rate * 0.5) / 1000;
    const encoder = new PoissonEncoder({ ...options, neurons: 1, steps: 100_000 });
    const [steps] = stepsOf(encoder.encode(Float64Array.of(rate), 5));
    const intervals = steps.slice(1).map((k, i) => k - steps[i]);
    // Bins with at least 20 expected intervals each, the last one open.
    const bins: { from: number; expected: number }[] = [];
    for (let n = 1, mass = 0, from = 1; ; n++) {
      mass += (1 - p) ** (n - 1) * p * intervals.length;
      const rest = (1 - p) ** n * intervals.length;
      if (rest < 20) {
        bins.push({ from, expected: mass + rest });
        break;
      }
      if (mass < 20) continue;
      bins.push({ from, expected: mass });
      [from, mass] = [n + 1, 0];
    }
    const observed = bins.map(() => 0);
    for (const interval of intervals) observed[bins.filter(({ from }) => interval >= from).length - 1]++;
    const z = deviation(
      observed,
      bins.map((b) => b.expected),
      1,
    );
    assert.ok(Math.abs(z) < 3.1, `${rate} Hz: ${z}`);
  }
});

test("the time of a spike is uniform over the presentation, Kolmogorov–Smirnov", () => {
  const encoder = new PoissonEncoder({ ...options, neurons: 200, steps: 20_000 });
  const train = encoder.encode(new Float64Array(200).fill(10), 77);
  const n = train.indices.length;
  let largest = 0;
  for (let k = 0; k < 20_000; k++) {
    largest = Math.max(largest, Math.abs(train.offsets[k + 1] / n - (k + 1) / 20_000));
  }
  assert.ok(n > 15_000);
  assert.ok(largest * Math.sqrt(n) < 1.95, `${largest * Math.sqrt(n)}`);
});

test("neurons, presentations, seeds and streams are not correlated", () => {
  const rate = new Float64Array(40).fill(200);
  const p = 0.1;
  const raster = (change: object, presentation = 3) => {
    const cells = new Uint8Array(40 * 1000);
    stepsOf(new PoissonEncoder({ ...options, ...change }).encode(rate, presentation)).forEach((steps, j) => {
      for (const k of steps) cells[j * 1000 + k] = 1;
    });
    return cells;
  };
  const own = raster({});
  const others = [
    raster({ seed: options.seed + 1 }),
    raster({ seed: options.seed + 2 ** 32 }),
    raster({ stream: 10 }),
    raster({}, 4),
    raster({}, 3 + 2 ** 32),
    Uint8Array.from([...own.subarray(1000), ...own.subarray(0, 1000)]),
    Uint8Array.from([...own.subarray(1), own[0]]),
  ];
  for (const [i, other] of others.entries()) {
    const together = own.reduce((sum, x, at) => sum + (x - p) * (other[at] - p), 0) / (p * (1 - p));
    assert.ok(Math.abs(together) < 4 * Math.sqrt(own.length), `${i}: ${together / Math.sqrt(own.length)}`);
  }
});

test("the same address gives the same spikes, whatever else is drawn, and a neuron's are its own", () => {
  const copy = ({ offsets, indices }: SpikeTrain) => [[...offsets], [...indices]];
  const encoder = new PoissonEncoder(options);
  const train = encoder.encode(rates, 12);
  const first = copy(train);
  encoder.encode(rates, 13);
  assert.equal(copy(train), first, "a later call changes no earlier train");
  assert.equal(copy(encoder.encode(rates, 12)), first);
  assert.equal(copy(new PoissonEncoder(options).encode(Float32Array.from(rates), 12)), first);

  const alone = new Float64Array(40);
  alone[30] = rates[30];
  assert.equal(stepsOf(encoder.encode(alone, 12))[30], stepsOf(new PoissonEncoder(options).encode(rates, 12))[30]);
});

test("a factor on all rates is the same as other rates", () => {
  const encoder = new PoissonEncoder(options);
  const scaled = [...encoder.encode(rates, 2, 1.5).indices];
  assert.equal(
    [
      ...encoder.encode(
        rates.map((r) => r * 1.5),
        2,
      ).indices,
    ],
    scaled,
  );
});

test("rates, presentations and options out of range are refused", () => {
  const encoder = new PoissonEncoder(options);
  const withRate = (rate: number) => rates.map((r, i) => (i === 7 ? rate : r));
  const fails = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error: unknown) => error instanceof InputError && message.test(error.message));
  fails(() => encoder.encode(withRate(Number.NaN), 0), /rates\[7\]: found NaN Hz/);
  fails(() => encoder.encode(withRate(-1), 0), /rates\[7\]: found -1 Hz, expected a rate from 0/);
  fails(() => encoder.encode(withRate(2000), 0), /expected less than 2000 Hz.*shorten the step/);
  fails(() => encoder.encode(withRate(1999), 0, 1.1), /1999 Hz times 1\.1/);
  fails(() => encoder.encode(rates.subarray(1), 0), /found 39, expected one for each of 40/);
  fails(() => encoder.encode(rates, -1), /presentation: found -1/);
  fails(() => encoder.encode(rates, 0, Number.NaN), /scale: found NaN/);
  fails(() => new PoissonEncoder({ ...options, dt: 0 }), /dt: found 0/);
  fails(() => new PoissonEncoder({ ...options, seed: 1.5 }), /seed: found 1\.5/);
  fails(() => new PoissonEncoder({ ...options, steps: 0 }), /steps: found 0/);
  const many = new PoissonEncoder({ ...options, neurons: 2 ** 20, steps: 2 ** 20 });
  fails(() => many.encode(new Float32Array(2 ** 20).fill(100), 0), /spikes expected, at most/);
});

test.run();
