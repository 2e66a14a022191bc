import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  exponentialStdp,
  hebb,
  lif,
  ms,
  nearestStdp,
  network,
  neuron,
  oja,
  pA,
  pairStdp,
  poisson,
  population,
  powerLawStdp,
  prePostStdp,
  synapse,
  vogelsStdp,
} from "../../src/index.js";
import { runSynapse } from "./simulate.js";

const near = (found: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found} for ${expected}`);

test("nearestStdp: each spike pairs with the last one before it of the other side, as a sum over those pairs", async () => {
  const [pre, post] = [
    [10, 23.4, 31, 80, 81],
    [12, 20, 30.9, 55, 56],
  ];
  const last = (spikes: number[], t: number, isWithNow: boolean) =>
    Math.max(...spikes.filter((s) => s < t || (isWithNow && s === t)), Number.NEGATIVE_INFINITY);
  const down = pre.map((t) => 0.00525 * Math.exp((last(post, t, false) - t) / 20));
  const up = post.map((t) => 0.005 * Math.exp((last(pre, t, true) - t) / 20));
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const { w } = await runSynapse(synapse(nearestStdp), { pre, post, w: 0.5 });
  near(w - 0.5, sum(up) - sum(down));
  assert.ok(Math.abs(w - (await runSynapse(synapse(pairStdp), { pre, post, w: 0.5 })).w) > 1e-3, "others pair all");
});

test("powerLawStdp: one pair changes w by eta·(e^{−Δt/tau} − xTar)·(wMax − w)^mu; no presynaptic spike changes it", async () => {
  for (const lag of [0, 5, 18, 19, 60]) {
    for (const w of [0.2, 0.9]) {
      const found = await runSynapse(synapse(powerLawStdp), { pre: [10], post: [10 + lag], w });
      near(found.w - w, 0.01 * (Math.exp(-lag / 20) - 0.4) * (1 - w) ** 0.2);
    }
  }
  assert.is((await runSynapse(synapse(powerLawStdp), { pre: [12, 13], post: [100_000], w: 0 })).w, 0);
  near((await runSynapse(synapse(powerLawStdp), { pre: [20], post: [10], w: 0.5 })).w, 0.5 - 0.004 * 0.5 ** 0.2);
});

test("exponentialStdp: under one regular train the weight goes to wMax/2 + ln(xPre/xTar)/(2 beta)", async () => {
  const train = (phase: number) => Array.from({ length: 6000 }, (_, k) => 20 * (k + 1) + phase);
  const { w } = await runSynapse(synapse(exponentialStdp), { pre: train(0), post: train(15), w: 0.1, dt: 1 });
  const xPre = Math.exp(-15 / 20) / (1 - Math.exp(-1));
  near(w, 0.5 + Math.log(xPre / 0.4) / 2, 1e-9);
});

test("prePostStdp: one pair in either order, in closed form", async () => {
  near(
    (await runSynapse(synapse(prePostStdp), { pre: [10], post: [15], w: 0.3 })).w - 0.3,
    0.01 * (Math.exp(-5 / 20) - 0.4) * 0.7 ** 0.2,
  );
  const after = 0.3 - 0.01 * 0.4 * 0.7 ** 0.2;
  near(
    (await runSynapse(synapse(prePostStdp), { pre: [15], post: [10], w: 0.3 })).w,
    after - 1e-4 * Math.exp(-5 / 20) * after ** 0.2,
  );
});

test("hebb: all pairs add eta·e^{−|Δt|/tau}, whichever comes first, up to wMax", async () => {
  const [pre, post] = [
    [10, 31],
    [12, 20, 55],
  ];
  const { w } = await runSynapse(synapse(hebb), { pre, post, w: 0.2 });
  near(
    w - 0.2,
    pre.flatMap((a) => post.map((b) => 0.01 * Math.exp(-Math.abs(a - b) / 20))).reduce((x, y) => x + y),
  );
  assert.is((await runSynapse(synapse(hebb), { pre, post, w: 0.999 })).w, 1);
});

test("oja: under regular trains the weight goes to the fixed point xPre/xPost of the traces at a postsynaptic spike", async () => {
  const regular = (period: number, phase: number) =>
    Array.from({ length: 400_000 / period }, (_, k) => period * (k + 1) + phase);
  const fast = { ...oja, parameters: { ...oja.parameters, eta: 0.01 } };
  const { w } = await runSynapse(synapse(fast), { pre: regular(20, 0), post: regular(40, 5), w: 3, dt: 1 });
  const xPre = Math.exp(-5 / 20) / (1 - Math.exp(-1));
  const xPost = Math.exp(-2) / (1 - Math.exp(-2));
  near(w, xPre / xPost, 1e-6);
});

test("vogelsStdp: a pair changes w by eta·e^{−|Δt|/tau}, a lone presynaptic spike by −2·eta·rho0·tau", async () => {
  for (const lag of [-30, -5, 5, 30]) {
    const { w } = await runSynapse(synapse(vogelsStdp), { pre: [50], post: [50 + lag], w: 1 });
    near(w - 1, 0.005 * (Math.exp(-Math.abs(lag) / 20) - 2 * 0.005 * 20));
  }
});

test("vogelsStdp: a strongly driven neuron comes to fire at rho0, from far above it (Vogels et al. 2011)", async () => {
  const [exc, inh, cell] = [poisson(80), poisson(80), population(1, neuron(lif))];
  const plasticity = synapse({
    ...vogelsStdp,
    parameters: { ...vogelsStdp.parameters, eta: pA(0.4), wMax: pA(1000) },
    onPre: { w: "clip(w - eta * (xPost - 2 * rho0 * tau), -wMax, 0 * pA)", xPre: "xPre + 1" },
    onPost: { w: "clip(w - eta * xPre, -wMax, 0 * pA)", xPost: "xPost + 1" },
  });
  const net = network({
    ...{ exc, inh, cell },
    drive: connect(exc, cell, { to: "iExc", w: pA(45) }),
    balance: connect(inh, cell, { to: "iInh", w: pA(Array(80).fill(0)), plasticity }),
  });
  const sim = await compile(net, { dt: ms(0.5), seed: 2 });
  const second = async (learning: boolean) => {
    const rates = { exc: new Float32Array(80).fill(20), inh: new Float32Array(80).fill(20) };
    const { counts } = await sim.present(rates, { duration: ms(1000), learning });
    return counts.cell[0];
  };
  let before = 0;
  for (let i = 0; i < 5; i++) before += (await second(false)) / 5;
  for (let i = 0; i < 100; i++) await second(true);
  let after = 0;
  for (let i = 0; i < 60; i++) after += (await second(true)) / 60;
  // Its inhibition keeps spikes a little apart from those of the inputs, so that it settles somewhat above.
  assert.ok(before > 30, `${before} Hz`);
  assert.ok(Math.abs(after - 5) < 0.8, `${after} Hz`);
  sim.dispose();
});

test.run();
