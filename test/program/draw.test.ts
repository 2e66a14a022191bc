import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  connect,
  type Distribution,
  ms,
  mV,
  network,
  neuron,
  normal,
  population,
  spikeSource,
  uniform,
} from "../../src/index.js";
import { drawn as addressed } from "../../src/program/draw.js";
import { initialValues } from "../../src/program/initial.js";
import { lower } from "../../src/program/lower.js";
import { streamOf } from "../../src/random/key.js";

const key = { seed: 1, name: "wire.w" };

function moments(values: Float64Array): [mean: number, variance: number] {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length];
}

function drawn(value: Distribution, count: number, at = key): Float64Array {
  return initialValues({
    initial: addressed(value, at),
    domain: { name: "wire", level: "synapse", size: count },
  });
}

test("uniform values: range, mean and variance; Kolmogorov–Smirnov distance below the 1 % bound", () => {
  const n = 20_000;
  const values = drawn(uniform(-2, 6), n);
  assert.ok(values.every((x) => x >= -2 && x < 6));
  const [mean, variance] = moments(values);
  assert.ok(Math.abs(mean - 2) < (4 * 8) / Math.sqrt(12 * n));
  assert.ok(Math.abs(variance / (64 / 12) - 1) < 0.03);
  const sorted = values.slice().sort();
  const distance = Math.max(...sorted.map((x, i) => Math.abs((x + 2) / 8 - (i + 0.5) / n)));
  assert.ok(distance < 1.63 / Math.sqrt(n), `${distance}`);
});

test("normal values: mean, variance, and the share beyond two standard deviations", () => {
  const n = 20_000;
  const values = drawn(normal(5, 2), n);
  const [mean, variance] = moments(values);
  assert.ok(Math.abs(mean - 5) < (4 * 2) / Math.sqrt(n));
  assert.ok(Math.abs(variance / 4 - 1) < 4 * Math.sqrt(2 / n));
  const beyond = values.filter((x) => Math.abs(x - 5) > 4).length / n;
  assert.ok(Math.abs(beyond - 0.0455) < 4 * Math.sqrt((0.0455 * 0.9545) / n), `${beyond}`);
});

test("the same seed and name give the same values; another seed or name gives others, uncorrelated", () => {
  const n = 5000;
  const [a, again] = [drawn(uniform(0, 1), n), drawn(uniform(0, 1), n)];
  assert.equal(a, again);
  for (const other of [
    { seed: 2, name: "wire.w" },
    { seed: 1, name: "wire.delay" },
  ]) {
    const b = drawn(uniform(0, 1), n, other);
    const covariance = a.reduce((sum, x, i) => sum + (x - 0.5) * (b[i] - 0.5), 0) / n;
    assert.ok(Math.abs(covariance * 12) < 4 / Math.sqrt(n), `${covariance * 12}`);
  }
  assert.equal(drawn(uniform(0, 1), 10), a.slice(0, 10), "a longer array begins like a shorter one");
});

test("streams are FNV-1a of the name: published values", () => {
  // From the test vectors of the FNV reference: "", "a", "foobar".
  assert.equal([streamOf(""), streamOf("a"), streamOf("foobar")], [0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});

test("what is a number or an array already is not drawn", () => {
  const array = Float64Array.of(1, 2);
  assert.is(addressed(3, key), 3);
  assert.is(addressed(array, key), array);
});

test("a further part in a network changes no other part's initial values", () => {
  const cell = neuron({
    equations: { "dv/dt": "-v / tau" },
    parameters: { tau: ms(5) },
    initial: { v: uniform(mV(-70), mV(-60)) },
  });
  const [input, cells] = [spikeSource(3), population(4, cell)];
  const wire = connect(input, cells, { to: "v", w: normal(mV(1), mV(0.1)) });
  const initial = (net: Parameters<typeof lower>[0], name: string) => {
    const field = lower(net, { dt: 0.5, seed: 9, flush: 1e-20 }).program.fields.get(name);
    return field && initialValues(field);
  };
  const small = network({ input, cells, wire });
  const large = network({ others: population(2, cell), input, cells, wire });
  for (const field of ["cells.v", "wire.w"]) assert.equal(initial(small, field), initial(large, field));
  assert.not.equal(initial(large, "cells.v"), initial(large, "others.v"));
});

test.run();
