import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import {
  adEx,
  connect,
  derive,
  kHz,
  type MethodName,
  ModelError,
  ms,
  mV,
  type NeuronModel,
  network,
  neuron,
  nS,
  pA,
  population,
  spikeSource,
  uniform,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { OPTIONS, QUIET, runNeurons } from "../catalog/simulate.js";

const turn = (2 * Math.PI * 40) / 1000;
const oscillator = (b: number | number[], w: number | number[]): NeuronModel =>
  neuron({
    equations: { "dx/dt": "b * x - w * y", "dy/dt": "w * x + b * y" },
    parameters: { b: kHz(b), w: kHz(w) },
    initial: { x: 1 },
  });

async function radius(model: NeuronModel, dt: number, size = 1): Promise<number[]> {
  const run = await reference.compile(lower(network({ cells: population(size, model) }), { ...OPTIONS, dt }).program);
  await run.present({ ...QUIET, steps: Math.round(500 / dt) });
  const [x, y] = [await run.read("cells.x"), await run.read("cells.y")];
  return Array.from(x, (value, i) => Math.hypot(value, y[i]));
}

test("a damped oscillator decays by e^{bt} for every step, with coefficients for all neurons or for each", async () => {
  for (const dt of [0.1, 0.5, 1, 5]) {
    const [found] = await radius(oscillator(-0.01, turn), dt);
    assert.ok(Math.abs(found / Math.exp(-5) - 1) < 1e-9, `dt ${dt}: ${found}`);
    const decays = [-0.01, -0.002, -0.02];
    const each = await radius(oscillator(decays, [turn, 2 * turn, 0.3 * turn]), dt, 3);
    for (const [i, b] of decays.entries())
      assert.ok(Math.abs(each[i] / Math.exp(500 * b) - 1) < 1e-9, `dt ${dt}, neuron ${i}: ${each[i]}`);
  }
});

test("a method that would let it grow is refused, with the variables, the step and a remedy", () => {
  for (const method of ["euler", "exponentialEuler"] as const) {
    assert.not.throws(() => derive(oscillator(-0.01, turn), { dt: ms(0.05), method }));
    for (const model of [oscillator(-0.01, turn), oscillator([-0.5, -0.01], turn)]) {
      assert.throws(
        () => derive(model, { dt: ms(0.5), method }),
        (e: unknown) =>
          e instanceof ModelError &&
          /dx\/dt: found a step of 0\.5 ms, .* "\w+" is unstable: x and y, .* grow by 0\.\d+ % .* shorter step or the method "exact"/.test(
            e.message,
          ),
      );
    }
  }
});

test("undamped, a method that lets it grow is warned of", () => {
  for (const [method, count] of [
    ["euler", 1],
    ["exponentialEuler", 1],
    ["rk4", 0],
    ["exact", 0],
  ] as const)
    assert.is(derive(oscillator(0, turn), { dt: ms(0.5), method }).warnings.length, count, method);
});

test("coefficients that differ between neurons: the exact method takes arrays and distributions", () => {
  assert.is(derive(oscillator([-0.01, -0.02], turn), { dt: ms(0.5) }).method, "exact");
  const drawn = neuron({
    equations: { "dv/dt": "(i - v) / tau", "di/dt": "-i / tauI" },
    parameters: { tau: uniform(ms(5), ms(20)), tauI: ms(5) },
  });
  assert.is(derive(drawn, { dt: ms(0.5) }).method, "exact");
  // Time constants far below the step: the series would be too long; exponential Euler is stable.
  const fast = neuron({
    equations: { "dv/dt": "(i - v) / tau", "di/dt": "-i / tauI" },
    parameters: { tau: ms([0.01, 10]), tauI: ms(5) },
  });
  assert.is(derive(fast, { dt: ms(1) }).method, "exponentialEuler");
  assert.throws(() => derive(fast, { dt: ms(1), method: "exact" }), /a step of 1 ms is too long for dv\/dt/);
});

test("variables by themselves keep exponential Euler, which is exact for them", () => {
  const alone = neuron({ equations: { "dv/dt": "(1 - v) / tau", "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });
  assert.is(derive(alone, { dt: ms(0.5) }).method, "exponentialEuler");
});

/** adEx, with a conductance that pulls v to −80 mV. */
const inhibited = {
  ...adEx,
  equations: {
    ...adEx.equations,
    "dv/dt": "(gLeak * (eLeak - v) + iSpike - w + iDrive + gInh * (eInh - v)) / cMem",
    "dgInh/dt": "-gInh / tauInh",
  },
  parameters: { ...adEx.parameters, iDrive: pA(500), eInh: mV(-80), tauInh: ms(10) },
} as const;

async function afterPulse(dt: number, method?: MethodName) {
  const model = neuron({ ...inhibited, method });
  const [input, cells] = [spikeSource(1), population(1, model)];
  const net = network({ input, cells, wire: connect(input, cells, { to: "gInh", w: nS(3300) }) });
  const run = await reference.compile(lower(net, { ...OPTIONS, dt }).program);
  const step = Math.round(100 / dt) - 1;
  const inputs = new Map([["input", spikeTrain([{ step, neuron: 0 }], { steps: step + 1, neurons: 1 })]]);
  const { spikes, samples } = await run.present({
    ...QUIET,
    steps: Math.round(300 / dt),
    inputs,
    recordSpikes: ["cells"],
    probes: [{ field: "cells.v", every: 1 }],
  });
  const times = [50, 100, 105, 110, 120, 150, 200, 300];
  return { spikes: spikes.get("cells")?.indices.length, v: times.map((t) => samples[0][Math.round(t / dt) - 1]) };
}

test("adEx under a large inhibitory conductance: no spikes at any step, and the same course", async () => {
  assert.is(derive(neuron(inhibited), { dt: ms(0.5) }).method, "exponentialMidpoint");
  assert.ok(((await afterPulse(0.5, "rk4")).spikes ?? 0) > 0, "rk4 is unstable there");
  const fine = await afterPulse(0.01, "rk4");
  assert.is(fine.spikes, 0);
  for (const dt of [0.05, 0.1, 0.25, 0.5, 1]) {
    const { spikes, v } = await afterPulse(dt);
    assert.is(spikes, 0, `dt ${dt}`);
    for (const [k, x] of v.entries())
      assert.ok(Math.abs(x - fine.v[k]) < 0.02 + 0.3 * dt * dt, `dt ${dt}: ${v} for ${fine.v}`);
  }
});

test("a slope that nothing bounds takes the exponential midpoint rule; one that ranges bound keeps rk4", () => {
  const quadratic = (ranges: object) =>
    neuron({
      equations: { "dv/dt": "(0.01 * v^2 - 1 - g * v) / ms", "dg/dt": "-g / (5 * ms)" },
      ranges,
    } as Parameters<typeof neuron>[0]);
  assert.is(derive(quadratic({}), { dt: ms(0.1) }).method, "exponentialMidpoint");
  assert.is(derive(quadratic({ v: [-100, 100], g: [0, 5] }), { dt: ms(0.1) }).method, "rk4");
  assert.is(derive(quadratic({ v: [-100, 100], g: [0, 50] }), { dt: ms(0.1) }).method, "exponentialMidpoint");
  assert.is(derive(neuron(adEx), { dt: ms(0.1) }).method, "rk4");
});

test("a slope that is infinite or NaN does no harm", async () => {
  // dx/dt = -sqrt(x): x = (1 - t/2)², then 0, where the slope is -1/(2·0).
  const model = neuron({ equations: { "dx/dt": "-sqrt(max(x, 0)) / ms" }, initial: { x: 1 } });
  assert.is(derive(model, { dt: ms(0.01) }).method, "exponentialMidpoint");
  const { course } = await runNeurons(model, { duration: 4, dt: 0.01, field: "x" });
  for (const [k, x] of course.entries()) {
    const t = 0.01 * (k + 1);
    assert.ok(Math.abs(x - Math.max(0, 1 - t / 2) ** 2) < 1e-4, `${x} at ${t}`);
  }
});

test("a nonlinear oscillator whose equations are linear in their own variable keeps its limit cycle", async () => {
  // Van der Pol: the limit cycle has the amplitude 2 for small mu, and without friction circles would stay circles.
  const model = neuron({
    equations: { "dx/dt": "y / ms", "dy/dt": "(mu * (1 - x^2) * y - x) / ms" },
    parameters: { mu: 0.1 },
    initial: { x: 2 },
  });
  const { course } = await runNeurons(model, { duration: 400, dt: 0.2, field: "x" });
  assert.ok(Math.abs(Math.max(...course.slice(-500)) - 2) < 0.04, `${Math.max(...course.slice(-500))}`);
});

test.run();
