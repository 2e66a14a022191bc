import { test } from "uvu";
import * as assert from "uvu/assert";
import { PoissonEncoder } from "../../src/encode/poisson.js";
import { correlogram, fanoFactor, InputError, ms, type SpikeTrain, spikeTrain, synchrony } from "../../src/index.js";
import { refused as refusedAs } from "../refused.js";

const dt = ms(0.5);
const trainOf = (times: readonly (readonly number[])[], steps: number): SpikeTrain =>
  spikeTrain(
    times.flatMap((own, neuron) => own.map((step) => ({ step, neuron }))),
    { steps, neurons: times.length, dt },
  );
function poissonTrain(neurons: number, steps: number, rate: number): SpikeTrain {
  const encoder = new PoissonEncoder({ neurons, steps, dt: 0.5, seed: 4, stream: 2 });
  const { offsets, indices } = encoder.encode(new Float64Array(neurons).fill(rate), 0);
  return { steps, neurons, dt, offsets: offsets.slice(0, steps + 1), indices: indices.slice(0, offsets[steps]) };
}
const refused = (work: () => unknown, message: RegExp) => refusedAs(work, message, InputError);

test("fanoFactor: 0 for a clock, NaN for silence, and counts 1, 3 worked out by hand", () => {
  const clock = Array.from({ length: 10 }, (_, k) => 4 * k);
  const [ofClock, silent, uneven] = fanoFactor(trainOf([clock, [], [0, 20, 21, 25]], 40), ms(10));
  assert.is(ofClock, 0);
  assert.ok(Number.isNaN(silent));
  // Counts 1 and 3: variance 2, mean 2.
  assert.is(uneven, 1);
});

test("fanoFactor: Bernoulli spikes of probability p a step have 1 − p", () => {
  const [p, windows] = [0.05, 10_000];
  const train = poissonTrain(4, 100 * windows, 2000 * p);
  for (const factor of fanoFactor(train, ms(50))) {
    assert.ok(Math.abs(factor - (1 - p)) < 5 * Math.sqrt(2 / windows), `${factor}`);
  }
});

test("correlogram: pairs by their lag, worked out by hand, in steps and in bins of three steps", () => {
  const train = trainOf(
    [
      [10, 20],
      [11, 19, 40],
    ],
    50,
  );
  const { lags, counts } = correlogram(train, { neurons: [0, 1], longest: ms(1) });
  assert.equal([...lags.value], [-1, -0.5, 0, 0.5, 1]);
  assert.equal([...counts], [0, 1, 0, 1, 0]);
  const wide = correlogram(train, { neurons: [0, 1], longest: ms(4.5), bin: ms(1.5) });
  assert.equal([...wide.lags.value], [-4.5, -3, -1.5, 0, 1.5, 3, 4.5]);
  // Lags −9, −1, 1, 9, 20, 30 steps.
  assert.equal([...wide.counts], [1, 0, 0, 2, 0, 0, 1]);
});

test("correlogram: of a neuron with itself it is even, and no spike is a pair with itself", () => {
  const train = poissonTrain(1, 20_000, 40);
  const { counts } = correlogram(train, { neurons: [0, 0], longest: ms(20), bin: ms(1.5) });
  assert.is(counts[13], counts.slice().reverse()[13]);
  assert.equal([...counts], [...counts].reverse());
  const { counts: single } = correlogram(train, { neurons: [0, 0], longest: ms(1) });
  assert.is(single[2], 0);
});

test("correlogram: independent Poisson neurons have the expected pairs at every lag, a copy all its spikes at its delay", () => {
  const train = poissonTrain(2, 400_000, 40);
  const { counts, expected } = correlogram(train, { neurons: [0, 1], longest: ms(50), bin: ms(5) });
  for (const [b, count] of counts.entries()) {
    assert.ok(Math.abs(count - expected[b]) < 4.5 * Math.sqrt(expected[b]), `${count} for ${expected[b]}`);
  }
  const own = Array.from({ length: 50 }, (_, k) => 17 * k);
  const copied = correlogram(trainOf([own, own.map((k) => k + 7)], 1000), { neurons: [0, 1], longest: ms(4) });
  assert.is(copied.counts[8 + 7], 50);
});

test("synchrony: 1 where all neurons spike alike, 1/√N where they are independent (Golomb & Rinzel 1994)", () => {
  const own = Array.from({ length: 50 }, (_, k) => 3 * k * k).filter((k) => k < 5000);
  assert.ok(Math.abs(synchrony(trainOf(Array(7).fill(own), 5000), ms(10)) - 1) < 1e-12);
  for (const neurons of [25, 100]) {
    const chi = synchrony(poissonTrain(neurons, 200_000, 20), ms(10));
    // 10,000 bins: the variance of the mean has the relative error √(2/bins), χ half of it.
    assert.ok(Math.abs(chi * Math.sqrt(neurons) - 1) < 4 * Math.sqrt(0.5 / 10_000), `${chi}`);
  }
  assert.ok(Number.isNaN(synchrony(trainOf([[]], 100), ms(10))));
});

test("windows, bins and lags that do not fit are refused", () => {
  const train = trainOf([[1], [2]], 40);
  refused(() => fanoFactor(train, ms(11)), /fanoFactor, window: found 11 ms, expected from 0\.5 to 10 ms/);
  refused(() => synchrony(train, ms(0.1)), /synchrony, bin: found 0\.1 ms/);
  refused(() => synchrony({ ...train, dt: undefined }, ms(1)), /without dt, the length of its steps/);
  refused(() => correlogram(train, { neurons: [0, 2], longest: ms(1) }), /neurons\[1\]: found 2, expected .* to 1/);
  refused(() => correlogram(train, { neurons: [0] as never, longest: ms(1) }), /expected two, such as \[0, 1\]/);
  refused(() => correlogram(train, { neurons: [0, 1], longest: ms(20) }), /longest: found 20 ms, expected from 0 to/);
  refused(() => correlogram(train, { neurons: [0, 1], longest: ms(-1) }), /longest: found -1 ms/);
});

test.run();
