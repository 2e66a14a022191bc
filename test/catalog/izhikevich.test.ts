import { test } from "uvu";
import * as assert from "uvu/assert";
import { izhikevich, izhikevichPatterns, mV, neuron } from "../../src/index.js";
import { intervals, runNeurons } from "./simulate.js";

type Pattern = keyof typeof izhikevichPatterns;

async function fire(pattern: Pattern, input: number, options: { duration?: number; v?: number; u?: number } = {}) {
  const parameters = { ...izhikevich.parameters, ...izhikevichPatterns[pattern], iDrive: mV(input) };
  const { v = -65, u = izhikevichPatterns[pattern].b * v } = options;
  const model = neuron({ ...izhikevich, parameters, initial: { v: mV(v), u: mV(u) } });
  const { times, course } = await runNeurons(model, { duration: options.duration ?? 1000, dt: 0.1 });
  return { times: times[0], intervals: intervals(times[0]), course };
}

test("at rest v and u sit at the root of 0.04 v² + (5 − b) v + 140, −70 mV for b = 0.2", async () => {
  const { times, course } = await fire("regularSpiking", 0);
  assert.is(times.length, 0);
  assert.ok(Math.abs(course[course.length - 1] + 70) < 1e-6, `${course[course.length - 1]}`);
});

test("regular spiking adapts: the second interval is longer than the first, the rate falls to a steady state", async () => {
  const { intervals: found } = await fire("regularSpiking", 10);
  assert.ok(found[1] > 1.5 * found[0] || found[2] > 1.5 * found[0], `${found.slice(0, 4)}`);
  const [a, b] = found.slice(-2);
  assert.ok(Math.abs(a - b) <= 0.2 + 1e-9);
  assert.ok(b > 20, `tonic interval ${b} ms`);
});

test("fast spiking does not adapt and is several times faster at the same input", async () => {
  const fast = await fire("fastSpiking", 10);
  const regular = await fire("regularSpiking", 10);
  // From rest, u needs two spikes to reach its level.
  const settled = fast.intervals.slice(2);
  assert.ok(Math.max(...settled) / Math.min(...settled) < 1.1, `${settled.slice(0, 5)}`);
  assert.ok(fast.times.length > 2 * regular.times.length);
});

test("intrinsically bursting: a burst at first, then single spikes", async () => {
  const { intervals: found } = await fire("intrinsicallyBursting", 10);
  const tonic = found[found.length - 1];
  assert.ok(found[0] < tonic / 3 && found[1] < tonic / 3, `${found.slice(0, 4)}, then ${tonic}`);
  const [a, b, c] = found.slice(-3);
  assert.ok(Math.max(a, b, c) - Math.min(a, b, c) <= 0.2 + 1e-9, "single spikes in the end");
});

test("chattering: bursts again and again, short intervals between long ones", async () => {
  const { intervals: found } = await fire("chattering", 10);
  const second = found.slice(Math.floor(found.length / 2));
  const [short, long] = [second.filter((x) => x < 10), second.filter((x) => x > 20)];
  assert.ok(short.length > long.length && long.length >= 5, `${short.length} short, ${long.length} long`);
  assert.is(short.length + long.length, second.length);
});

test("low-threshold spiking adapts and fires at inputs where regular spiking is silent", async () => {
  const low = await fire("lowThresholdSpiking", 3);
  const regular = await fire("regularSpiking", 3);
  assert.ok(low.times.length > 2);
  assert.is(regular.times.length, 0);
  assert.ok(low.intervals[2] > low.intervals[0]);
});

test("thalamo-cortical: tonic from rest, and a rebound burst after release from hyperpolarization", async () => {
  const tonic = await fire("thalamoCortical", 2, { v: -63, u: 0.25 * -63 });
  assert.ok(tonic.times.length > 5);
  const rebound = await fire("thalamoCortical", 0, { v: -87, u: 0.25 * -87 });
  assert.ok(rebound.times.length >= 2, `${rebound.times.length} spikes of the rebound`);
  assert.ok(rebound.intervals.every((x) => x < 20));
  assert.ok(rebound.times[rebound.times.length - 1] < 100, "the burst ends");
});

test("resonator: subthreshold oscillations, which the integrator does not have", async () => {
  const turns = (course: Float64Array) => {
    const slopes = Array.from({ length: course.length - 1 }, (_, k) => Math.sign(course[k + 1] - course[k]));
    return slopes.slice(1).filter((s, k) => s !== 0 && slopes[k] !== 0 && s !== slopes[k]).length;
  };
  const kicked = await fire("resonator", 0, { duration: 100, v: -61, u: 0.26 * -62.5 });
  const integrator = await fire("regularSpiking", 0, { duration: 100, v: -66, u: -14 });
  assert.is(kicked.times.length, 0);
  assert.ok(turns(kicked.course) >= 3, `${turns(kicked.course)} turning points`);
  assert.ok(turns(integrator.course) <= 2, `${turns(integrator.course)}`);
});

test.run();
