import { test } from "uvu";
import * as assert from "uvu/assert";
import { pairStdp, softStdp, synapse, tripletStdp } from "../../src/index.js";
import { runSynapse } from "./simulate.js";

const near = (found: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found} for ${expected}`);

test("pairStdp: the window of one pair of spikes, in closed form", async () => {
  for (const lag of [-60, -20, -5, -0.1, 0, 0.1, 5, 20, 60]) {
    const { w } = await runSynapse(synapse(pairStdp), { pre: [100], post: [100 + lag], w: 0.5 });
    near(w - 0.5, lag >= 0 ? 0.005 * Math.exp(-lag / 20) : -0.00525 * Math.exp(lag / 20));
  }
});

test("pairStdp: the changes of all pairs of two trains add up", async () => {
  const [pre, post] = [
    [10, 23.4, 31, 80],
    [12, 20, 30.9, 55],
  ];
  const { w } = await runSynapse(synapse(pairStdp), { pre, post, w: 0.5 });
  const window = (lag: number) => (lag >= 0 ? 0.005 * Math.exp(-lag / 20) : -0.00525 * Math.exp(lag / 20));
  near(
    w - 0.5,
    pre.flatMap((a) => post.map((b) => window(b - a))).reduce((x, y) => x + y),
  );
});

test("pairStdp: hard bounds; softStdp: the change shrinks with the distance to the bound", async () => {
  const strong = { ...pairStdp, parameters: { ...pairStdp.parameters, aPlus: 0.8, aMinus: 0.8 } };
  assert.is((await runSynapse(synapse(strong), { pre: [10], post: [10], w: 0.6 })).w, 1);
  assert.is((await runSynapse(synapse(strong), { pre: [11], post: [10], w: 0.1 })).w, 0);
  for (const w of [0, 0.2, 0.9, 1]) {
    near(
      (await runSynapse(synapse(softStdp), { pre: [10], post: [15], w })).w - w,
      (1 - w) * 0.005 * Math.exp(-5 / 20),
    );
    near((await runSynapse(synapse(softStdp), { pre: [15], post: [10], w })).w - w, -w * 0.00525 * Math.exp(-5 / 20));
  }
});

test("softStdp: under one regular train in both neurons, half a period apart, the weight goes to its fixed point", async () => {
  // All pairs: potentiation per spike (1 − w)·P and depression w·D, with P and D geometric sums over the train.
  const period = 20;
  const count = 3000;
  const train = (phase: number) => Array.from({ length: count }, (_, k) => period * (k + 1) + phase);
  const fast = { ...softStdp, parameters: { ...softStdp.parameters, aPlus: 0.01, aMinus: 0.005 } };
  const { w } = await runSynapse(synapse(fast), { pre: train(0), post: train(10), w: 0.1, dt: 1 });
  const sum = Math.exp(-10 / 20) / (1 - Math.exp(-period / 20));
  const [up, down] = [0.01 * sum, 0.005 * sum];
  // After a postsynaptic spike: w' = w(1 − down), then w' + (1 − w')·up, at its fixed point.
  near(w, up / (1 - (1 - up) * (1 - down)), 1e-9);
});

const p = { plus: 5e-10, tripletPlus: 6.2e-3, minus: 7e-3, tripletMinus: 2.3e-4 };
/** Pfister & Gerstner's eqs. 3 and 4 as sums over spikes. */
function tripletChange(pre: readonly number[], post: readonly number[]): number {
  const trace = (spikes: readonly number[], t: number, tau: number, isWithNow: boolean) =>
    spikes.filter((s) => s < t || (isWithNow && s === t)).reduce((sum, s) => sum + Math.exp(-(t - s) / tau), 0);
  const down = pre.map((t) => trace(post, t, 33.7, false) * (p.minus + p.tripletMinus * trace(pre, t, 101, false)));
  const up = post.map((t) => trace(pre, t, 16.8, true) * (p.plus + p.tripletPlus * trace(post, t, 125, false)));
  return up.reduce((a, b) => a + b, 0) - down.reduce((a, b) => a + b, 0);
}

test("tripletStdp: pre-post-pre, post-pre-post and irregular trains, as sums over all triplets", async () => {
  for (const [pre, post] of [
    [[50], [60]],
    [[50, 70], [60]],
    [[60], [50, 70]],
    [
      [10, 23.4, 31, 80, 101],
      [12, 20, 30.9, 55, 82],
    ],
  ]) {
    const { w } = await runSynapse(synapse(tripletStdp), { pre, post, w: 0.5 });
    near(w - 0.5, tripletChange(pre, post));
  }
});

test("tripletStdp: the dependence on frequency of Sjöström's protocol: pre before post potentiates only when fast", async () => {
  const pairing = async (hertz: number, lag: number) => {
    const start = lag > 0 || hertz > 20 ? 0.2 : 0.45; // the bounds stay out of reach
    const pre = Array.from({ length: 60 }, (_, k) => 100 + Math.round((10_000 * k) / hertz) / 10);
    const post = pre.map((t) => Math.round(10 * (t + lag)) / 10);
    const { w } = await runSynapse(synapse(tripletStdp), { pre, post, w: start });
    near(w - start, tripletChange(pre, post), 1e-9);
    return w - start;
  };
  const slow = await pairing(1, 10);
  assert.ok(Math.abs(slow) < 0.01, `${slow} at 1 Hz`);
  const course = [];
  for (const hertz of [10, 20, 40]) course.push(await pairing(hertz, 10));
  assert.ok(course[0] > slow && course[1] > course[0] && course[2] > course[1] && course[2] > 0.3, `${course}`);
  assert.ok((await pairing(10, -10)) < -0.1, "post before pre depresses at 10 Hz");
  assert.ok((await pairing(50, -10)) > 0.3, "and potentiates at 50 Hz");
});

test.run();
