import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  adjustable,
  type BackendName,
  compile,
  connect,
  dopamineStdp,
  ms,
  mstdp,
  mstdpet,
  mV,
  network,
  neuron,
  population,
  rMax,
  type SynapseModel,
  spikeSource,
  spikeTrain,
  srm0,
  synapse,
  type Variable,
} from "../../src/index.js";

const BACKENDS: readonly BackendName[] = ["reference", "wasm", "tensor"];

/** A neuron that spikes in the step after each spike of its teacher, and is told its reward. */
const relay = neuron({
  equations: {
    "dg/dt": "-g / tau",
    "dplain/dt": "-plain / ms",
    "dlearned/dt": "-learned / ms",
    "ddopamine/dt": "-dopamine / tauD",
  },
  parameters: { tau: ms(10), tauD: ms(200) },
  initial: { learned: mV(0) },
  threshold: "g > 0.5",
  reset: { g: "0" },
});

interface Told {
  readonly pre: readonly number[];
  readonly post: readonly number[];
  /** From when on the variable has which value, in ms. */
  readonly told: readonly (readonly [from: number, value: number])[];
  readonly until: number;
  readonly w: number;
}

/** The weight of one synapse after given spikes and values of the neuron's variable, in ms. */
async function weightAfter(
  plasticity: SynapseModel,
  name: "reward" | "dopamine",
  { pre, post, told, until, w }: Told,
  backend: BackendName,
): Promise<number> {
  const dt = 0.5;
  const [input, teacher, cells] = [spikeSource(1), spikeSource(1), population(1, relay)];
  const isPlain = plasticity.bounds.get("w")?.dimension === undefined || name === "dopamine";
  const net = network({
    ...{ input, teacher, cells },
    force: connect(teacher, cells, { to: "g", w: 1 }),
    wire: connect(input, cells, { to: isPlain ? "plain" : "learned", w: isPlain ? [w] : mV([w]), plasticity }),
  });
  const sim = await compile(net, { dt: ms(dt), backend });
  const train = (times: readonly number[], from: number, to: number, lead: number) => {
    const steps = Math.round((to - from) / dt);
    const spikes = times.map((t) => ({ step: Math.round((t - from) / dt) - lead, neuron: 0 }));
    return spikeTrain(
      spikes.filter(({ step }) => step >= 0 && step < steps),
      { steps, neurons: 1 },
    );
  };
  const edges = [[0, 0] as const, ...told, [until, 0] as const];
  for (let k = 0; k + 1 < edges.length; k++) {
    const [from, to] = [edges[k][0], edges[k + 1][0]];
    const state = sim.state as unknown as Readonly<Record<string, Readonly<Record<string, Variable>>>>;
    if (k > 0) await state[name === "reward" ? "wire" : "cells"][name].write([edges[k][1]]);
    if (to === from) continue;
    await sim.present(
      { input: train(pre, from, to, 0), teacher: train(post, from, to, 1) },
      { duration: ms(to - from) },
    );
  }
  const [found] = await sim.state.wire.w.read();
  sim.dispose();
  return found;
}

const near = (found: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${what}: ${found} for ${expected}`);

test("mstdp: a pair changes w by gamma·reward·A·e^{−|Δt|/tau} with the reward at its second spike (Florian 2007)", async () => {
  const rule = synapse(mstdp);
  for (const backend of BACKENDS) {
    for (const reward of [0, 1, -1]) {
      const told = [[30, reward]] as const;
      const causal = await weightAfter(rule, "reward", { pre: [40], post: [45], told, until: 60, w: 1 }, backend);
      near(causal, 1 + 0.1 * reward * Math.exp(-5 / 20), 1e-6, backend);
      const acausal = await weightAfter(rule, "reward", { pre: [47], post: [40], told, until: 60, w: 1 }, backend);
      near(acausal, 1 - 0.1 * reward * Math.exp(-7 / 20), 1e-6, backend);
    }
    const told = [[5, 1]] as const;
    const bounded = { pre: [10, 20, 30], post: [11, 21, 31], told, until: 40, w: 4.9 };
    near(await weightAfter(rule, "reward", bounded, backend), 5, 1e-6, `${backend}, at its bound`);
  }
});

test("mstdpet: a reward from t on for T changes w by gamma·reward·A·e^{−Δt/tau}·(e^{−t/tauZ} − e^{−(t + T)/tauZ}) (Florian 2007)", async () => {
  const rule = synapse(mstdpet);
  const eligible = 0.625 * Math.exp(-5 / 20);
  for (const backend of BACKENDS) {
    for (const delay of [10, 40]) {
      const told = [
        [45 + delay, -1],
        [65 + delay, 0],
      ] as const;
      const found = await weightAfter(rule, "reward", { pre: [40], post: [45], told, until: 120, w: 2 }, backend);
      // In steps: z, raised at the end of the step that begins at 45 ms, is read at the beginning of each.
      const steps = Array.from({ length: 40 }, (_, n) => Math.exp(-(delay - 0.5 + 0.5 * n) / 25) * 0.5);
      near(found - 2, (-eligible / 25) * steps.reduce((a, b) => a + b), 1e-5, `${backend}, ${delay} ms`);
      const share = Math.exp(-delay / 25) - Math.exp(-(delay + 20) / 25);
      near(found - 2, -eligible * share, 0.04 * eligible * share, `${backend}, ${delay} ms`);
    }
  }
});

test("dopamineStdp: dopamine that comes t after a pair changes w by c·D·e^{−t/tauC}/(1/tauC + 1/tauD) (Izhikevich 2007)", async () => {
  const rule = synapse(dopamineStdp);
  for (const backend of BACKENDS) {
    for (const delay of [100, 1000]) {
      const told = [[25 + delay, 0.5]] as const;
      const found = await weightAfter(rule, "dopamine", { pre: [20], post: [25], told, until: 5000, w: 1 }, backend);
      const c = 0.1 * Math.exp(-5 / 20);
      const expected = (c * 0.5 * Math.exp(-delay / 1000)) / (1 / 1000 + 1 / 200) / 1000;
      near(found - 1, expected, 0.01 * expected, `${backend}, ${delay} ms`);
    }
  }
  const never = { pre: [20], post: [25], told: [], until: 1000, w: 1 };
  near(await weightAfter(rule, "dopamine", never, "reference"), 1, 1e-12, "without dopamine");
});

/** Neurons with the same spikes of one input, each with a synapse and chance of its own; nothing resets them. */
async function trials(backend: BackendName) {
  const [size, dt, steps, w] = [1000, 0.1, 2000, 6];
  const parameters = { ...srm0.parameters, etaReset: mV(0), vDrive: mV(10) };
  const cell = neuron({
    ...srm0,
    parameters,
    initial: { h: mV(10) },
  });
  const [input, cells] = [spikeSource(1), population(size, cell)];
  const forgetless = synapse({
    ...rMax,
    parameters: { ...rMax.parameters, reward: adjustable(0, { each: true }), tauE: ms(1e9) },
  });
  const wire = connect(input, cells, { to: "h", w: mV(Array(size).fill(w)), plasticity: forgetless });
  const sim = await compile(network({ input, cells, wire }), { dt: ms(dt), seed: 5, backend });
  const at = [100, 300, 500, 1250];
  const spikes = spikeTrain(
    at.map((step) => ({ step, neuron: 0 })),
    { steps, neurons: 1 },
  );
  const { counts } = await sim.present({ input: spikes }, { duration: ms(steps * dt) });
  return { sim, counts: counts.cells, e: await sim.state.wire.e.read(), size, dt, steps, w, at };
}

test("rMax: the mean of e is 0, and that of e times the spike count is the slope of the mean count (Vasilaki et al. 2009)", async () => {
  for (const backend of ["reference", "wasm"] as const) {
    const { sim, counts, e, size, dt, steps, w, at } = await trials(backend);
    let [psp, mean, slope] = [0, 0, 0];
    for (let k = 0; k < steps; k++) {
      psp *= Math.exp(-dt / 10);
      const rho = 0.1 * Math.exp((10 + w * psp - 15) / 2);
      mean += 1 - Math.exp(-rho * dt);
      slope += (Math.exp(-rho * dt) * rho * dt * psp) / 2;
      if (at.includes(k)) psp++;
    }
    const average = (f: (j: number) => number) => Array.from(e, (_, j) => f(j)).reduce((a, b) => a + b) / size;
    const spread = Math.sqrt(average((j) => e[j] ** 2) / size);
    assert.ok(Math.abs(average((j) => e[j])) < 4 * spread + 0.05 * slope, `${backend}: mean of e`);
    near(
      average((j) => counts[j]),
      mean,
      5 * Math.sqrt(mean / size),
      `${backend}, mean count`,
    );
    const learned = average((j) => (counts[j] - mean) * e[j]);
    near(learned, slope, 0.15 * slope, `${backend}, slope`);
    sim.dispose();
  }
});

test("rMax: rewarded for their spikes less the mean, neurons learn to fire more, punished to fire less", async () => {
  for (const sign of [1, -1]) {
    const { sim, counts, size } = await trials("wasm");
    const mean = counts.reduce((a, b) => a + b) / size;
    await sim.state.wire.reward.write(Float32Array.from(counts, (n) => sign * (n - mean)));
    await sim.present({}, { duration: ms(20) });
    const w = await sim.state.wire.w.read();
    const change = w.reduce((a, b) => a + b) / size - 6;
    assert.ok(sign * change > 0.01, `${change} mV`);
    sim.dispose();
  }
});

test.run();
