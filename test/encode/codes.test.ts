import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  bernoulliSpikes,
  decodeDelta,
  decodePhase,
  decodePopulation,
  decodeRankOrder,
  deltaSpikes,
  InputError,
  latencySpikes,
  ms,
  phaseSpikes,
  populationCode,
  rankOrderSpikes,
  type SpikeTrain,
  thresholdSpikes,
} from "../../src/index.js";
import { uniformArray } from "../../src/random/distributions.js";
import { refused as refusedAs } from "../refused.js";

const dt = ms(0.5);
/** Neurons by step, of steps with spikes. */
const spikesOf = ({ steps, offsets, indices }: SpikeTrain): [step: number, neurons: number[]][] =>
  Array.from({ length: steps }, (_, k): [number, number[]] => [
    k,
    [...indices.subarray(offsets[k], offsets[k + 1])],
  ]).filter(([, neurons]) => neurons.length > 0);
const refused = (work: () => unknown, message: RegExp) => refusedAs(work, message, InputError);

test("bernoulliSpikes: 0 never, 1 always, and p · steps between, within five standard deviations", async () => {
  const steps = 20_000;
  const probabilities = [0, 0.01, 0.3, 0.999, 1];
  const train = await bernoulliSpikes(probabilities, { duration: ms(steps / 2), dt, seed: 3 });
  assert.is(train.steps, steps);
  for (const [neuron, p] of probabilities.entries()) {
    const count = train.indices.filter((other) => other === neuron).length;
    assert.ok(Math.abs(count - p * steps) <= 5 * Math.sqrt(steps * p * (1 - p)), `${count} for ${p * steps}`);
  }
  assert.equal(await bernoulliSpikes(probabilities, { duration: ms(steps / 2), dt, seed: 3 }), train);
});

test("bernoulliSpikes: spikes of neighboring steps are independent: P(two in a row) = p²", async () => {
  const steps = 200_000;
  const { offsets } = await bernoulliSpikes([0.2], { duration: ms(steps / 2), dt });
  let both = 0;
  for (let k = 1; k < steps; k++) both += Number(offsets[k + 1] > offsets[k] && offsets[k] > offsets[k - 1]);
  assert.ok(Math.abs(both / steps - 0.04) < 5 * Math.sqrt((0.04 * 0.96 * 1.5) / steps), `${both / steps}`);
});

test("rankOrderSpikes: the order of the values, equal ones together, 0 silent; worked out by hand", () => {
  const train = rankOrderSpikes([3, 0, 10, 3, 7], { dt, interval: ms(1) });
  assert.equal(spikesOf(train), [
    [0, [2]],
    [2, [4]],
    [4, [0, 3]],
  ]);
  assert.equal([...decodeRankOrder(train, { modulation: 0.5 })], [0.25, 0, 1, 0.25, 0.5]);
});

test("decodeRankOrder: weights in the order of the spikes are activated more than in any other (Thorpe & Gautrais 1998)", () => {
  const values = uniformArray(6, { seed: 5, stream: 0 });
  const shares = decodeRankOrder(rankOrderSpikes(values, { dt }), { modulation: 0.8 });
  const activation = (weights: Float64Array) => weights.reduce((sum, w, j) => sum + w * shares[j], 0);
  const matched = activation(shares);
  for (let seed = 0; seed < 50; seed++) {
    const lottery = uniformArray(6, { seed, stream: 1 });
    const order = [...shares.keys()].sort((a, b) => lottery[a] - lottery[b]);
    if (order.every((j, i) => j === i)) continue;
    assert.ok(activation(Float64Array.from(order, (j) => shares[j])) < matched);
  }
});

test("phaseSpikes: binary digits, the highest first, as in Kim et al. (2018); every byte comes back exactly", () => {
  assert.equal(
    spikesOf(phaseSpikes(Uint8Array.of(0b10000001, 0b01000000), { dt })).map(([step, who]) => [step, ...who]),
    [
      [0, 0],
      [1, 1],
      [7, 0],
    ],
  );
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (const cycles of [1, 3]) {
    const values = decodePhase(phaseSpikes(bytes, { dt, cycles }));
    for (const [i, value] of values.entries()) assert.ok(Math.abs(value * 255 - i) < 1e-12, `${value * 255} for ${i}`);
  }
});

test("phaseSpikes: a value is rounded to the digits that there are: at most half a level off", () => {
  const values = uniformArray(500, { seed: 1, stream: 0 });
  for (const phases of [1, 4, 12]) {
    const decoded = decodePhase(phaseSpikes(values, { dt, phases, white: 1 }), { phases });
    const off = Math.max(...decoded.map((value, i) => Math.abs(value - values[i])));
    assert.ok(off <= 0.5 / (2 ** phases - 1) + 1e-12 && off > 0.4 / (2 ** phases - 1), `${off}`);
  }
});

test("populationCode: centers and widths of Bohte et al. (2002): response e^{−sharpness²/8} halfway between two fields", () => {
  const options = { neurons: 6, range: [0, 8], sharpness: 1.5 } as const;
  // Centers at −1, 1, 3, 5, 7, 9.
  const [halfway, at] = [populationCode([4], options), populationCode([5], options)];
  assert.ok(Math.abs(halfway[2] - Math.exp(-(1.5 ** 2) / 8)) < 1e-12 && Math.abs(halfway[3] - halfway[2]) < 1e-12);
  assert.is(at[3], 1);
  assert.ok(Math.abs(at[2] - Math.exp(-(1.5 ** 2) / 2)) < 1e-12);
  assert.equal([...populationCode([5], { ...options, least: 0.5 })], [0, 0, 0, 1, 0, 0]);
});

test("populationCode as latencies: the neuron whose field is nearest spikes first", () => {
  const responses = populationCode([2.9, 7.2], { neurons: 6, range: [0, 8] });
  const [, first] = spikesOf(latencySpikes(responses, { latest: ms(100), dt, white: 1 }))[0];
  assert.ok(
    [[2], [10]].some(([neuron]) => first.includes(neuron)),
    `${first}`,
  );
});

test("decodePopulation: inside the range the weighted center is the value, up to 4π/s²·e^{−2π²/s²} of a distance, s the sharpness", () => {
  // The error of a sum over a lattice, by Poisson's summation formula; the range's ends are six widths away.
  const options = { neurons: 42, range: [0, 40] } as const;
  const values = uniformArray(200, { seed: 2, stream: 0 }).map((u) => 4 + 32 * u);
  const decoded = decodePopulation(populationCode(values, options), options);
  const bound = ((4 * Math.PI) / 1.5 ** 2) * Math.exp((-2 * Math.PI ** 2) / 1.5 ** 2);
  for (const [i, value] of decoded.entries()) assert.ok(Math.abs(value - values[i]) < bound, `${value}: ${values[i]}`);
  assert.ok(Number.isNaN(decodePopulation(new Float64Array(42), options)[0]));
});

test("deltaSpikes: a ramp of k thresholds is k spikes, up and down; worked out by hand", () => {
  const ramp = [0, 0.5, 1, 1.5, 2, 2, 1, 0];
  assert.equal(spikesOf(deltaSpikes(ramp, { threshold: 1, dt })), [
    [2, [0]],
    [4, [0]],
    [6, [1]],
    [7, [1]],
  ]);
});

test("decodeDelta is within one threshold of any signal that changes by at most one a step", () => {
  const channels = 3;
  const noise = uniformArray(3000, { seed: 8, stream: 0 });
  const signal = new Float64Array(3000);
  for (let i = 0; i < 3000; i++) signal[i] = (i < channels ? 0 : signal[i - channels]) + 0.2 * (noise[i] - 0.5);
  const threshold = 0.1;
  const train = deltaSpikes(signal, { threshold, dt, channels });
  const decoded = decodeDelta(train, { threshold, initial: signal.subarray(0, channels) });
  const off = Math.max(...decoded.map((value, i) => Math.abs(value - signal[i])));
  assert.ok(off <= threshold + 1e-12 && off > 0.9 * threshold, `${off}`);
  assert.ok(train.indices.length > 100 && train.indices.length < 2000);
});

test("thresholdSpikes: a sine crosses a level upwards once a period, at arcsin(level)", () => {
  const steps = 4000;
  const sine = Float64Array.from({ length: steps }, (_, k) => Math.sin((2 * Math.PI * k) / 1000));
  const train = thresholdSpikes(sine, { levels: [-0.5, 0.5, 1.5], dt });
  const at = (neuron: number) => spikesOf(train).flatMap(([k, who]) => (who.includes(neuron) ? [k] : []));
  assert.equal(at(1), [84, 1084, 2084, 3084]);
  // It starts above −0.5.
  assert.equal(at(0), [0, 917, 1917, 2917, 3917]);
  assert.equal(at(2), []);
});

test("codes refuse what they cannot encode or decode, and say where it is", async () => {
  const train = phaseSpikes([1, 2, 255], { dt });
  refused(() => rankOrderSpikes([1, -1], { dt }), /rankOrderSpikes, values\[1\]: found -1, expected a number from 0/);
  refused(() => rankOrderSpikes([1], { dt, interval: ms(0) }), /interval: found 0 ms/);
  refused(() => decodeRankOrder(train, { modulation: 1 }), /modulation: found 1, expected a number below 1/);
  refused(
    () => decodeRankOrder([] as never, { modulation: 0.5 }),
    /decodeRankOrder: found an array, expected a spike train/,
  );
  refused(() => phaseSpikes([1, 300], { dt }), /found 300|expected/);
  refused(() => phaseSpikes([1], { dt, phases: 31 }), /phases: found 31, expected a whole number from 1 to 30/);
  refused(() => decodePhase(train, { phases: 5 }), /found a train of 8 steps, expected a multiple of 5/);
  refused(() => populationCode([1], { neurons: 2, range: [0, 1] }), /neurons: found 2, expected .* from 3/);
  refused(() => populationCode([1], { neurons: 5, range: [1, 1] }), /range: found \[1, 1\], expected the lower/);
  refused(() => decodePopulation([1, 2], { neurons: 5, range: [0, 1] }), /found 2 numbers, expected 5 for each/);
  refused(() => decodePopulation([0, 0, -1], { neurons: 3, range: [0, 1] }), /activity\[2\]: found -1/);
  refused(() => deltaSpikes([1, 2, 3], { threshold: 1, dt, channels: 2 }), /found 3 samples, expected 2 for each step/);
  refused(() => deltaSpikes([1], { threshold: 0, dt }), /threshold: found 0, expected a number above 0/);
  refused(() => decodeDelta(train, { threshold: 1 }), /found a train of 3 neurons, expected two for each/);
  refused(() => thresholdSpikes([1], { levels: [], dt }), /levels: there are none/);
  for (const p of [-0.1, 1.1]) {
    try {
      await bernoulliSpikes([p], { duration: ms(10), dt });
      assert.unreachable();
    } catch (error) {
      assert.match(
        (error as Error).message,
        /bernoulliSpikes, probabilities\[0\]: found .*, expected a number from 0 to 1/,
      );
    }
  }
});

test.run();
