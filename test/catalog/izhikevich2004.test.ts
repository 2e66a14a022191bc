import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, izhikevich2004, ms, network, neuron, population } from "../../src/index.js";
import { intervals, runNeurons, timesOf } from "./simulate.js";

type Pattern = keyof typeof izhikevich2004;
type Row = readonly [a: number, b: number, c: number, d: number, v: number, u: number];

const within = (t: number, start: number, length: number) => t > start && t < start + length;
/** What his program does, line by line: step and length in ms, input, and whether its equations are the other ones. */
const PROGRAM: Readonly<
  Record<Pattern, { row: Row; step: number; length: number; input: (t: number) => number; other?: "class 1" | "R" }>
> = {
  tonicSpiking: { row: [0.02, 0.2, -65, 6, -70, -14], step: 0.25, length: 100, input: (t) => (t > 10 ? 14 : 0) },
  phasicSpiking: { row: [0.02, 0.25, -65, 6, -64, -16], step: 0.25, length: 200, input: (t) => (t > 20 ? 0.5 : 0) },
  tonicBursting: { row: [0.02, 0.2, -50, 2, -70, -14], step: 0.25, length: 220, input: (t) => (t > 22 ? 15 : 0) },
  phasicBursting: { row: [0.02, 0.25, -55, 0.05, -64, -16], step: 0.2, length: 200, input: (t) => (t > 20 ? 0.6 : 0) },
  mixedMode: { row: [0.02, 0.2, -55, 4, -70, -14], step: 0.25, length: 160, input: (t) => (t > 16 ? 10 : 0) },
  frequencyAdaptation: { row: [0.01, 0.2, -65, 8, -70, -14], step: 0.25, length: 85, input: (t) => (t > 8.5 ? 30 : 0) },
  class1: {
    ...{ row: [0.02, -0.1, -55, 6, -60, 6], step: 0.25, length: 300, other: "class 1" },
    input: (t) => (t > 30 ? 0.075 * (t - 30) : 0),
  },
  class2: {
    ...{ row: [0.2, 0.26, -65, 0, -64, -16.64], step: 0.25, length: 300 },
    input: (t) => (t > 30 ? -0.5 + 0.015 * (t - 30) : -0.5),
  },
  spikeLatency: {
    ...{ row: [0.02, 0.2, -65, 6, -70, -14], step: 0.2, length: 100 },
    input: (t) => (within(t, 10, 3) ? 7.04 : 0),
  },
  subthresholdOscillations: {
    ...{ row: [0.05, 0.26, -60, 0, -62, -16.12], step: 0.25, length: 200 },
    input: (t) => (within(t, 20, 5) ? 2 : 0),
  },
  resonator: {
    ...{ row: [0.1, 0.26, -60, -1, -62, -16.12], step: 0.25, length: 400 },
    input: (t) => ([40, 60, 280, 320].some((start) => within(t, start, 4)) ? 0.65 : 0),
  },
  integrator: {
    ...{ row: [0.02, -0.1, -55, 6, -60, 6], step: 0.25, length: 100, other: "class 1" },
    input: (t) => ([100 / 11, 100 / 11 + 5, 70, 80].some((start) => within(t, start, 2)) ? 9 : 0),
  },
  reboundSpike: {
    ...{ row: [0.03, 0.25, -60, 4, -64, -16], step: 0.2, length: 200 },
    input: (t) => (within(t, 20, 5) ? -15 : 0),
  },
  reboundBurst: {
    ...{ row: [0.03, 0.25, -52, 0, -64, -16], step: 0.2, length: 200 },
    input: (t) => (within(t, 20, 5) ? -15 : 0),
  },
  thresholdVariability: {
    ...{ row: [0.03, 0.25, -60, 4, -64, -16], step: 0.25, length: 100 },
    input: (t) => (within(t, 10, 5) || within(t, 80, 5) ? 1 : within(t, 70, 5) ? -6 : 0),
  },
  bistability: {
    ...{ row: [0.1, 0.26, -60, 0, -61, -15.86], step: 0.25, length: 300 },
    input: (t) => (within(t, 37.5, 5) || within(t, 216, 5) ? 1.24 : 0.24),
  },
  depolarizingAfterpotential: {
    ...{ row: [1, 0.2, -60, -21, -70, -14], step: 0.1, length: 50 },
    input: (t) => (Math.abs(t - 10) < 1 ? 20 : 0),
  },
  accommodation: {
    ...{ row: [0.02, 1, -55, 4, -65, -16], step: 0.5, length: 400, other: "R" },
    input: (t) => (t < 200 ? t / 25 : t < 300 || t >= 312.5 ? 0 : ((t - 300) / 12.5) * 4),
  },
  inhibitionInducedSpiking: {
    ...{ row: [-0.02, -1, -60, 8, -63.8, 63.8], step: 0.5, length: 350 },
    input: (t) => (t < 50 || t > 250 ? 80 : 75),
  },
  inhibitionInducedBursting: {
    ...{ row: [-0.026, -1, -45, -2, -63.8, 63.8], step: 0.5, length: 350 },
    input: (t) => (t < 50 || t > 250 ? 80 : 75),
  },
};
const PATTERNS = Object.keys(PROGRAM) as Pattern[];

/** Spike times of the program. */
function programTimes(pattern: Pattern): number[] {
  const { row, step, length, input, other } = PROGRAM[pattern];
  const [a, b, c, d] = row;
  let [v, u] = [row[4], row[5]];
  const times: number[] = [];
  const [slope, offset] = other === "class 1" ? [4.1, 108] : [5, 140];
  for (let k = 0; k < Math.round(length / step); k++) {
    v += step * (0.04 * v * v + slope * v + offset - u + input(k * step));
    u += step * a * (other === "R" ? b * (v + 65) : b * v - u);
    if (v <= 30) continue;
    [v, u] = [c, u + d];
    times.push(k * step);
  }
  return times;
}

async function fire(pattern: Pattern) {
  const { step, length } = PROGRAM[pattern];
  const model = neuron(izhikevich2004[pattern]);
  const { times, course } = await runNeurons(model, { duration: length, dt: step });
  const at = (t: number) => course[Math.round(t / step)];
  return { times: times[0], intervals: intervals(times[0]), course, at };
}

// In the upstroke, where Euler's step goes far beyond 30 mV, the rounding of 32 bits moves later spikes of class 2.
test("all twenty spike in the very steps of his program, figure1.m; on wasm as often, within 1 % of the times", async () => {
  assert.equal(Object.keys(izhikevich2004), PATTERNS);
  for (const pattern of PATTERNS) {
    const expected = programTimes(pattern);
    assert.equal((await fire(pattern)).times, expected, pattern);
    const { step, length } = PROGRAM[pattern];
    const net = network({ cells: population(1, neuron(izhikevich2004[pattern])) });
    const sim = await compile(net, { dt: ms(step), backend: "wasm" });
    const { spikes } = await sim.present({}, { duration: ms(length), record: ["cells"] });
    const found = timesOf(spikes.cells, step)[0];
    assert.is(found.length, expected.length, `${pattern}, wasm`);
    for (const [k, t] of found.entries()) assert.ok(Math.abs(t / expected[k] - 1) < 0.01, `${pattern}: ${t}`);
    if (pattern !== "class2") assert.equal(found, expected, `${pattern}, wasm`);
    sim.dispose();
  }
});

test("A tonic spiking: it goes on at equal intervals; B phasic spiking: one spike, then silence at the same input", async () => {
  const tonic = await fire("tonicSpiking");
  const [last, before] = tonic.intervals.slice(-2);
  assert.ok(tonic.times.length >= 4 && Math.abs(last - before) <= 0.5, `${tonic.intervals}`);
  assert.is((await fire("phasicSpiking")).times.length, 1);
});

test("C tonic bursting: bursts come again; D phasic bursting: one burst; E mixed mode: a burst, then single spikes", async () => {
  const long = (found: readonly number[]) => found.filter((x) => x > 20).length;
  const tonic = await fire("tonicBursting");
  assert.ok(long(tonic.intervals) >= 3, `${tonic.intervals}`);
  assert.ok(tonic.times.length > 3 * (long(tonic.intervals) + 1), "several spikes a burst");
  const phasic = await fire("phasicBursting");
  assert.ok(phasic.times.length >= 4 && phasic.times.slice(-1)[0] < 100, `${phasic.times}`);
  assert.is(long(phasic.intervals), 0);
  const mixed = await fire("mixedMode");
  assert.ok(mixed.intervals[0] < 6 && mixed.intervals[1] < 6, `${mixed.intervals}`);
  assert.ok(
    mixed.intervals.slice(2).every((x) => x > 25),
    `${mixed.intervals}`,
  );
});

test("F adaptation: every interval is longer than the one before, until they settle", async () => {
  const { intervals: found } = await fire("frequencyAdaptation");
  for (let k = 1; k < found.length; k++) assert.ok(found[k] > found[k - 1], `${found}`);
  assert.ok(found.slice(-1)[0] > 8 * found[0], `${found}`);
});

test("G class 1 begins at a low rate, H class 2 at a high one, as the current grows", async () => {
  const [first, second] = [await fire("class1"), await fire("class2")];
  const share = ({ intervals: found }: { intervals: number[] }) => found[0] / found.slice(-1)[0];
  assert.ok(share(first) > 2.5, `${first.intervals}`);
  assert.ok(share(second) < 2.5 && second.intervals[0] < first.intervals[0] / 1.8, `${second.intervals}`);
});

test("I latency: the spike comes more than 10 ms after the pulse began; J: a spike, then damped oscillations below threshold", async () => {
  const latency = await fire("spikeLatency");
  assert.is(latency.times.length, 1);
  assert.ok(latency.times[0] > 23, `${latency.times}`);
  const { times, course } = await fire("subthresholdOscillations");
  assert.is(times.length, 1);
  const after = course.subarray(Math.round(30 / 0.25));
  const peaks = [...after].flatMap((v, k) => (k > 0 && v > after[k - 1] && v >= after[k + 1] ? [v] : []));
  assert.ok(peaks.length >= 3, `${peaks}`);
  for (let k = 1; k < 3; k++) assert.ok(peaks[k] < peaks[k - 1], `${peaks}`);
});

test("K the resonator answers pulses 40 ms apart, not 20; L the integrator those 5 ms apart, not 10", async () => {
  const resonator = await fire("resonator");
  assert.is(resonator.times.length, 1);
  assert.ok(resonator.times[0] > 320);
  const integrator = await fire("integrator");
  assert.is(integrator.times.length, 1);
  assert.ok(integrator.times[0] > 100 / 11 + 5 && integrator.times[0] < 30, `${integrator.times}`);
});

test("M rebound spike, N rebound burst: after the end of inhibition, one spike or a burst", async () => {
  const spike = await fire("reboundSpike");
  assert.is(spike.times.length, 1);
  assert.ok(spike.times[0] > 25);
  const burst = await fire("reboundBurst");
  assert.ok(burst.times.length >= 5 && burst.times[0] > 25 && burst.times.slice(-1)[0] < 150, `${burst.times}`);
});

test("O threshold variability: a pulse too weak at first suffices after inhibition", async () => {
  const { times } = await fire("thresholdVariability");
  assert.is(times.length, 1);
  assert.ok(times[0] > 80);
});

test("P bistability: one pulse starts the firing, the next of the same size ends it", async () => {
  const { times } = await fire("bistability");
  assert.ok(times[0] > 37.5 && times[0] < 60 && times.length >= 4, `${times}`);
  assert.ok(times.slice(-1)[0] < 216, `${times}`);
});

test("Q afterpotential: after the one spike v rises far above rest before it falls; R: a ramp of 8 in 200 ms leaves it silent, one of 4 in 12.5 ms does not", async () => {
  const { times, course } = await fire("depolarizingAfterpotential");
  assert.is(times.length, 1);
  const after = course.subarray(Math.round(times[0] / 0.1) + 1);
  assert.ok(Math.max(...after) > -52 && after[after.length - 1] < -60, `${Math.max(...after)}, ${after.slice(-1)}`);
  const ramps = await fire("accommodation");
  assert.is(ramps.times.length, 1);
  assert.ok(ramps.times[0] > 300);
});

test("S, T: less input makes it fire, single spikes or bursts, and it is silent at more", async () => {
  const spiking = await fire("inhibitionInducedSpiking");
  assert.ok(spiking.times.length >= 3 && spiking.intervals.every((x) => x > 40), `${spiking.times}`);
  const bursting = await fire("inhibitionInducedBursting");
  const bursts = 1 + bursting.intervals.filter((x) => x > 40).length;
  assert.ok(bursts >= 2 && bursting.times.length >= 4 * bursts, `${bursting.times}`);
  for (const { times } of [spiking, bursting]) {
    assert.ok(
      times.every((t) => t > 50 && t < 260),
      `${times}`,
    );
  }
});

test.run();
