import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  Hz,
  InputError,
  latencySpikes,
  ms,
  mV,
  network,
  poisson,
  poissonSpikes,
  ratesOf,
  tensorToSpikes,
} from "../../src/index.js";
import { rejected } from "../refused.js";

const refused = (encode: () => unknown, message: RegExp) => rejected(encode, message, InputError);

const rates = Float32Array.from({ length: 30 }, (_, i) => 10 * i);
const times = { duration: ms(200), dt: ms(0.5) };

test("poissonSpikes draws the spikes that a source of that name draws in a simulation", async () => {
  const sim = await compile(network({ retina: poisson(30) }), { dt: ms(0.5), seed: 11 });
  for (const presentation of [0, 1]) {
    const { spikes } = await sim.present({ retina: rates }, { duration: ms(200), record: ["retina"] });
    assert.equal(await poissonSpikes(rates, { ...times, seed: 11, presentation, source: "retina" }), spikes.retina);
    assert.not.equal(await poissonSpikes(rates, { ...times, seed: 11, presentation }), spikes.retina);
    assert.equal(spikes.retina.dt, ms(0.5));
  }
  sim.dispose();
});

test("poissonSpikes counts rate · duration spikes, within five standard deviations", async () => {
  const { indices } = await poissonSpikes(new Float32Array(1000).fill(40), { ...times, duration: ms(1000) });
  assert.ok(Math.abs(indices.length - 40_000) < 5 * Math.sqrt(40_000 * 0.98), `${indices.length}`);
});

test("latencySpikes: every value above 0 spikes once, at latest · (1 − value / white)", () => {
  const pixels = [0, 255, 51, 127.5, 1e-9];
  const { steps, neurons, offsets, indices, dt } = latencySpikes(pixels, { latest: ms(100), dt: ms(0.5) });
  assert.equal([steps, neurons, indices.length, dt], [201, 5, 4, ms(0.5)]);
  const stepOf = (neuron: number) => offsets.findIndex((end, k) => k > 0 && end > indices.indexOf(neuron)) - 1;
  assert.equal([1, 2, 3, 4].map(stepOf), [0, 160, 100, 200]);
  assert.equal([...latencySpikes([3], { latest: ms(0), dt: ms(1), white: 3 }).indices], [0]);
});

test("latencySpikes: values in 0 … 1 are what the same values in bytes are; what is neither asks for white", () => {
  const options = { latest: ms(100), dt: ms(0.5) };
  const bytes = Uint8Array.of(0, 255, 51, 102);
  const expected = latencySpikes(bytes, options);
  assert.equal(latencySpikes([0, 1, 0.2, 0.4], options), expected);
  assert.equal(latencySpikes([...bytes], options), expected);
  assert.equal([...latencySpikes(Uint8Array.of(1), options).indices], [0]);
  assert.throws(() => latencySpikes([0, 16], options), /latencySpikes, values: found values up to 16.*Set white/);
});

test("encoders refuse what they cannot encode, and say where it is", async () => {
  await refused(() => poissonSpikes([1, -1], times), /rates\[1\]: found -1 Hz, expected a rate from 0/);
  await refused(() => poissonSpikes([1, Number.NaN], times), /poissonSpikes, rates, \[1\]: found NaN/);
  await refused(() => poissonSpikes([2000], times), /expected less than 2000 Hz: a neuron spikes at most once/);
  await refused(() => poissonSpikes(rates, { ...times, seed: 0.5 }), /seed: found 0.5, expected a whole number/);
  await refused(() => poissonSpikes(rates, { ...times, dt: ms(0) }), /poissonSpikes, dt: found 0 ms, expected a time/);
  await refused(
    () => poissonSpikes(rates, { ...times, duration: Hz(3) as never }),
    /poissonSpikes, duration: found .*, expected one value such as ms\(350\)/,
  );
  await refused(
    () => poissonSpikes([1], undefined as never),
    /poissonSpikes: found undefined, expected options such as/,
  );
  await refused(() => poissonSpikes([1], { ...times, sed: 1 } as never), /found "sed".* Did you mean "seed"\?/);
  await refused(() => poissonSpikes([1], { ...times, source: 3 as never }), /source: found 3, expected a name/);
  await refused(() => ratesOf([1], undefined as never), /ratesOf: found undefined, expected options such as/);
  await refused(() => ratesOf([1], { maxmum: Hz(3) } as never), /found "maxmum".* Did you mean "maximum"\?/);
  await refused(
    () => tensorToSpikes([[1]] as never),
    /tensorToSpikes: found .*, expected a tensor of shape \[steps, neurons\]/,
  );
  const unclear = tf.tensor2d([[0, Number.NaN]]);
  await refused(() => tensorToSpikes(unclear), /tensorToSpikes, \[1\]: found NaN/);
  unclear.dispose();
  const latency = { latest: ms(10), dt: ms(1) };
  await refused(() => latencySpikes([], latency), /latencySpikes, neurons: found 0, expected a whole number from 1/);
  await refused(() => latencySpikes([1], { ...latency, wite: 1 } as never), /found "wite".* Did you mean "white"\?/);
  await refused(() => latencySpikes([1, 256], latency), /values\[1\]: found 256, expected a number from 0 to 255/);
  await refused(() => latencySpikes([1], { ...latency, white: 0 }), /white: found 0, expected a number above 0/);
  await refused(() => latencySpikes([1], { ...latency, latest: mV(1) as never }), /latest: found/);
});

test.run();
