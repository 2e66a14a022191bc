import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import { PoissonEncoder } from "../../src/encode/poisson.js";
import {
  diehlCook2015,
  diehlCookExcitatory,
  diehlCookStdp,
  ModelError,
  ms,
  mV,
  neuron,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { uniformArray } from "../../src/random/distributions.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";

const DT = 0.5;
const OPTIONS = { dt: DT, seed: 3, flush: 1e-20 };
const QUIET = { normalize: true, countSteps: 0, learning: true, inputs: new Map(), recordSpikes: [], probes: [] };
const inputOf = (...spikes: { step: number; neuron: number }[]) =>
  new Map([["input", spikeTrain(spikes, { steps: 1000, neurons: 4 })]]);

test("an isolated excitatory neuron follows the paper's equation, reversal potentials and all", async () => {
  const [dt, duration] = [0.02, 20];
  const run = await reference.compile(lower(diehlCook2015({ neurons: 2, pixels: 4 }), { ...OPTIONS, dt }).program);
  await run.write("exc.v", [-60, -60]);
  await run.write("exc.gInh", [0, 3]);
  await run.present({ ...QUIET, steps: duration / dt });
  const [alone, inhibited] = await run.read("exc.v");
  assert.ok(Math.abs(alone - (-65 + 5 * Math.exp(-duration / 100))) < 1e-9);
  // With g(t) = 3·e^{−t/2} the equation is linear: v(t) = ∫ of the drive under the integrating factor e^{G(t)},
  // G(t) = t/100 + 6/100·(1 − e^{−t/2}), by the trapezoidal rule.
  const G = (t: number) => (t + 6 * (1 - Math.exp(-t / 2))) / 100;
  const [n, h] = [20_000, duration / 20_000];
  let integral = 0;
  for (let i = 0; i <= n; i++) {
    const t = i * h;
    integral += ((i === 0 || i === n ? h / 2 : h) * Math.exp(G(t)) * (-65 - 300 * Math.exp(-t / 2))) / 100;
  }
  const expected = Math.exp(-G(duration)) * (-60 + integral);
  assert.ok(expected < alone - 1 && Math.abs(inhibited - expected) < 0.05, `${inhibited} for ${expected}`);
});

test("an excitatory spike raises theta by 0.05 mV, makes its partner spike once and inhibits only the others", async () => {
  const run = await reference.compile(lower(diehlCook2015({ neurons: 3, pixels: 4 }), OPTIONS).program);
  await run.write("exc.v", [-51, -65, -65]);
  const probes = ["exc.gInh", "exc.v"].map((field) => ({ field, every: 1 }));
  const { spikes, samples } = await run.present({ ...QUIET, steps: 40, recordSpikes: ["exc", "inh"], probes });
  assert.equal([...(spikes.get("exc")?.indices ?? [])], [0]);
  assert.equal([...(spikes.get("inh")?.indices ?? [])], [0]);
  const peak = (j: number) => Math.max(...samples[0].filter((_, i) => i % 3 === j));
  assert.equal([0, 1, 2].map(peak), [0, 17, 17]);
  const [first, second] = await run.read("exc.theta");
  assert.ok(Math.abs(first - second - 0.05) < 1e-6, `${first - second}`);
  assert.is(samples[1][0], -65);
});

test("thetaPlus and tauTheta are the threshold's rise at a spike and its time constant", async () => {
  const net = diehlCook2015({ neurons: 2, pixels: 4, thetaPlus: mV(0.4), tauTheta: ms(100) });
  const run = await reference.compile(lower(net, OPTIONS).program);
  await run.write("exc.v", [-51, -65]);
  const probes = [{ field: "exc.theta", every: 1 }];
  const { samples } = await run.present({ ...QUIET, steps: 200, probes });
  const decay = Math.exp(-DT / 100);
  const afterFirst = 20 * decay + 0.4;
  assert.ok(Math.abs(samples[0][0] - afterFirst) < 1e-9, `${samples[0][0]} for ${afterFirst}`);
  assert.ok(Math.abs(samples[0][2 * 199] - afterFirst * decay ** 199) < 1e-6);
  assert.throws(
    () => diehlCook2015({ excitatory: neuron(diehlCookExcitatory), thetaPlus: mV(1) }),
    /diehlCook2015: found thetaPlus together with excitatory, expected one of them/,
  );
});

test("frozen presentations leave theta and the weights as they are; theta then holds without decay", async () => {
  const run = await reference.compile(lower(diehlCook2015({ neurons: 2, pixels: 4 }), OPTIONS).program);
  await run.present({ ...QUIET, learning: false, steps: 1 }); // Normalizes.
  const before = [await run.read("exc.theta"), await run.read("inputToExc.w")];
  await run.write("exc.v", [-40, -40]);
  const inputs = inputOf({ step: 0, neuron: 1 }, { step: 3, neuron: 2 });
  const { counts } = await run.present({
    ...QUIET,
    learning: false,
    steps: 200,
    normalize: true,
    countSteps: 200,
    inputs,
  });
  assert.ok((counts.get("exc")?.[0] ?? 0) > 0);
  assert.equal([await run.read("exc.theta"), await run.read("inputToExc.w")], before);
});

test("initial weights are uniform in [0.003, 0.303), and each column is scaled to 78 of 784", async () => {
  const run = await reference.compile(lower(diehlCook2015({ neurons: 5 }), OPTIONS).program);
  const initial = Float64Array.from(await run.read("inputToExc.w"));
  assert.ok(initial.every((w) => w >= 0.003 && w < 0.303));
  // The mean of n uniform numbers has the standard deviation 0.3/√(12·n); five of them are the bound.
  const mean = initial.reduce((sum, w) => sum + w, 0) / initial.length;
  assert.ok(Math.abs(mean - 0.153) < (5 * 0.3) / Math.sqrt(12 * initial.length), `${mean}`);
  await run.present({ ...QUIET, steps: 1 });
  const scaled = Float64Array.from(await run.read("inputToExc.w"));
  for (let j = 0; j < 5; j++) {
    const sum = scaled.reduce((total, w, s) => total + (s % 5 === j ? w : 0), 0);
    assert.ok(Math.abs(sum - 78) < 1e-9);
  }
});

test("pixels that are divided into k of the same brightness leave all else as it is: weights become 1/k of what they were", async () => {
  const [pixels, neurons] = [56, 4];
  const random = uniformArray(5000, { seed: 8, stream: 0 });
  let drawn = 0;
  const next = () => random[drawn++];
  const coarse = Float64Array.from({ length: pixels * neurons }, () => 3 * next());
  const events = Array.from({ length: 700 }, () => ({
    step: Math.floor(900 * next()),
    neuron: Math.floor(pixels * next()),
  }));
  const once = [...new Map(events.map((e) => [pixels * e.step + e.neuron, e])).values()];
  const results = [];
  for (const k of [1, 3, 14, 73]) {
    const run = await reference.compile(lower(diehlCook2015({ neurons, pixels: pixels * k }), OPTIONS).program);
    const fine = Float64Array.from({ length: coarse.length * k }, (_, s) => {
      const [input, j] = [Math.floor(s / neurons), s % neurons];
      return coarse[neurons * Math.floor(input / k) + j] / k;
    });
    await run.write("inputToExc.w", fine);
    const spikes = once.flatMap(({ step, neuron }) =>
      Array.from({ length: k }, (_, i) => ({ step, neuron: k * neuron + i })),
    );
    const inputs = new Map([["input", spikeTrain(spikes, { steps: 1000, neurons: pixels * k })]]);
    const { counts } = await run.present({ ...QUIET, steps: 1000, countSteps: 1000, inputs });
    const w = Float64Array.from(await run.read("inputToExc.w"), (x) => x * k);
    const shown = w.filter((_, s) => Math.floor(s / neurons) % k === 0);
    results.push({
      counts: counts.get("exc"),
      v: await run.read("exc.v"),
      theta: await run.read("exc.theta"),
      w: shown,
    });
  }
  const [expected, ...others] = results;
  assert.ok(
    expected.counts?.every((n) => n > 2),
    `${expected.counts}`,
  );
  assert.ok(
    expected.w.some((x, s) => Math.abs(x / expected.w[0] - coarse[s] / coarse[0]) > 0.1),
    "something is learned",
  );
  for (const found of others) {
    assert.equal(found.counts, expected.counts);
    for (const name of ["v", "theta", "w"] as const) {
      assert.ok(
        found[name].every((x, i) => Math.abs(x - expected[name][i]) < 1e-6 * (1 + Math.abs(x))),
        name,
      );
    }
  }
});

test("the published rule: the first spike of a pair of postsynaptic ones does not potentiate, the second does", async () => {
  const net = diehlCook2015({ neurons: 1, pixels: 4, normalize: 0.4, etaPost: 1e-2 });
  const run = await reference.compile(lower(net, OPTIONS).program);
  await run.write("inputToExc.w", [0.1, 0.1, 0.1, 0.1]);
  const probes = [
    { field: "inputToExc.w", every: 1 },
    { field: "inputToExc.xPost2", every: 1 },
  ];
  await run.write("exc.v", [-40]);
  const first = await run.present({ ...QUIET, steps: 20, inputs: inputOf({ step: 0, neuron: 1 }), probes });
  // Step 0: pre before post in the step, xPost2 = 0: no change at all.
  assert.is(first.samples[0][1], 0.1);
  await run.write("exc.v", [-40]);
  const at = await run.read("inputToExc.w");
  await run.present({ ...QUIET, steps: 1, probes });
  const change = (await run.read("inputToExc.w"))[1] - at[1];
  // 20 steps later, 10 ms: xPre = e^{−10/20}, xPost2 = e^{−10/40}.
  assert.ok(Math.abs(change - 1e-2 * Math.exp(-10 / 20) * Math.exp(-10 / 40)) < 1e-9, `${change}`);
  const other = (await run.read("inputToExc.w"))[0];
  assert.is(other, at[0], "an input that was silent keeps its weight");
});

test("weights stay between 0 and wMax under random input, and only columns with a recent spike are depressed", async () => {
  const wMax = 0.35;
  const { program } = lower(diehlCook2015({ neurons: 6, pixels: 20, etaPre: 0.05, etaPost: 0.3, wMax }), OPTIONS);
  assert.is(program.learning.projections[0].guard?.name, "inputToExc.xPost1");
  const run = await reference.compile(program);
  const encoder = new PoissonEncoder({ neurons: 20, steps: 700, dt: DT, seed: 1, stream: 1 });
  const rates = Float32Array.from({ length: 20 }, (_, i) => (i < 10 ? 400 : 100));
  await run.write("exc.theta", [10, 10, 10, 10, 10, 10]);
  let spikes = 0;
  for (let p = 0; p < 4; p++) {
    const inputs = new Map([["input", encoder.encode(rates, p)]]);
    const { counts } = await run.present({ ...QUIET, steps: 700, normalize: true, countSteps: 700, inputs });
    spikes += counts.get("exc")?.reduce((a, b) => a + b, 0) ?? 0;
    const w = await run.read("inputToExc.w");
    assert.ok(w.every((x) => x >= 0 && x <= wMax));
    assert.ok(w.some((x) => x === 0) || w.some((x) => x === wMax) || p === 0, "the bounds are reached");
  }
  assert.ok(spikes > 20, `${spikes} spikes`);
});

test("the pieces can be spread and changed; a rule of one's own takes the place of its parameters", () => {
  const slow = neuron({
    ...diehlCookExcitatory,
    parameters: { ...diehlCookExcitatory.parameters, tauMem: ms(200), vReset: mV(-70) },
  });
  const plasticity = synapse({ ...diehlCookStdp, onPre: { xPre: "1" } });
  const net = diehlCook2015({ neurons: 3, pixels: 4, excitatory: slow, plasticity });
  assert.is(net.parts.exc.model, slow);
  assert.is(net.parts.inputToExc.plasticity, plasticity);
  assert.throws(() => diehlCook2015({ plasticity, etaPre: 1 }), /found etaPre together with plasticity/);
  for (const name of ["etaPre", "etaPost", "wMax", "excitation", "inhibition", "normalize"] as const) {
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, "1", null, 1e300]) {
      const refused = (error: unknown) => error instanceof ModelError && error.message.includes(`, ${name}: found `);
      assert.throws(() => diehlCook2015({ [name]: wrong as number }), refused);
    }
  }
  assert.throws(() => diehlCook2015({ neurons: 0 }), /found the size 0/);
});

test("forward Euler is warned about, where all inhibitory neurons may spike at once", () => {
  const net = diehlCook2015({ neurons: 400, pixels: 4 });
  assert.match(lower(net, { ...OPTIONS, method: "euler" }).warnings.join(), /population "exc", dv\/dt: .*unstable/);
  assert.equal(lower(net, OPTIONS).warnings, []);
});

test.run();
