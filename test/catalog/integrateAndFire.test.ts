import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import {
  adaptiveLif,
  adEx,
  conductanceLif,
  connect,
  lif,
  ms,
  mV,
  network,
  neuron,
  nS,
  pA,
  population,
  spikeSource,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { spikeTrain } from "../../src/spikes/explicitSpikes.js";
import { intervals, OPTIONS, QUIET, runNeurons } from "./simulate.js";

test("lif: the f–I curve is 1/(refractory + tauMem·ln(…)) above rheobase, and silence below", async () => {
  const currents = [0, 100, 149, 151, 200, 300, 500, 1000];
  const dt = 0.05;
  const model = neuron({ ...lif, parameters: { ...lif.parameters, iDrive: pA(currents) } });
  const { times } = await runNeurons(model, { duration: 400, dt, size: currents.length });
  for (const [i, current] of currents.entries()) {
    const rise = 0.1 * current;
    if (rise <= 15) {
      assert.is(times[i].length, 0, `${current} pA is below rheobase, 15 mV / 100 MOhm`);
      continue;
    }
    const expected = 2 + 20 * Math.log(rise / (rise - 15));
    for (const interval of intervals(times[i]))
      assert.ok(interval >= expected - dt && interval <= expected + 2 * dt, `${interval} for ${expected}`);
    assert.ok(times[i].length > 2);
  }
});

test("lif: a spike's exponential current gives the difference of two exponentials; exact for any step", async () => {
  const [input, cells] = [spikeSource(1), population(1, neuron({ ...lif, method: "exact" }))];
  const net = network({ input, cells, wire: connect(input, cells, { to: "iExc", w: pA(80) }) });
  const dt = 1;
  const run = await reference.compile(lower(net, { ...OPTIONS, dt }).program);
  const inputs = new Map([["input", spikeTrain([{ step: 0, neuron: 0 }], { steps: 1, neurons: 1 })]]);
  const { samples } = await run.present({ ...QUIET, steps: 60, inputs, probes: [{ field: "cells.v", every: 1 }] });
  // tauMem v' = −v + R·i·e^{−t/tauExc}: v = R·i·tauExc/(tauMem − tauExc)·(e^{−t/tauMem} − e^{−t/tauExc}).
  for (const [k, v] of samples[0].entries()) {
    const t = k * dt;
    const expected = ((0.1 * 80 * 5) / (20 - 5)) * (Math.exp(-t / 20) - Math.exp(-t / 5));
    assert.ok(Math.abs(v - (-65 + expected)) < 1e-12, `at ${t} ms: ${v + 65} for ${expected}`);
  }
});

test("adaptiveLif: the threshold rises to its fixed point, where each interval undoes one thetaPlus", async () => {
  const dt = 0.05;
  const model = neuron({ ...adaptiveLif, parameters: { ...adaptiveLif.parameters, iDrive: pA(400) } });
  const { times } = await runNeurons(model, { duration: 1500, dt });
  const found = intervals(times[0]);
  for (let i = 1; i < 10; i++) assert.ok(found[i] >= found[i - 1] - dt - 1e-9, "each interval is longer than the last");
  assert.ok(found[0] < 0.7 * found[found.length - 1]);
  // In the end theta is thetaPlus/(1 − q) after a spike and q times that at the next, q = e^{−T/tauTheta}.
  const intervalFor = (T: number) => {
    const q = Math.exp(-T / 100);
    return 2 + 20 * Math.log(40 / (40 - 15 - (2 * q) / (1 - q)));
  };
  let [low, high] = [2, 1000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const q = Math.exp(-middle / 100);
    if (15 + (2 * q) / (1 - q) >= 40 || intervalFor(middle) > middle) low = middle;
    else high = middle;
  }
  assert.ok(Math.abs(found[found.length - 1] - low) <= 3 * dt, `${found[found.length - 1]} for ${low}`);
});

test("conductanceLif: constant conductances act as one leak towards the mean of the reversal potentials", async () => {
  const dt = 0.05;
  const declaration = {
    ...conductanceLif,
    equations: { ...conductanceLif.equations, "dgExc/dt": "0 * gExc / tauExc", "dgInh/dt": "0 * gInh / tauInh" },
    initial: { v: mV(-60), gExc: nS([0, 2, 4, 8]), gInh: nS([0, 10, 10, 10]) },
  };
  const { times } = await runNeurons(neuron(declaration), { duration: 500, dt, size: 4 });
  for (const [i, gExc] of [0, 2, 4, 8].entries()) {
    const gInh = i === 0 ? 0 : 10;
    const total = 10 + gExc + gInh;
    const vInf = (10 * -60 + gInh * -80) / total;
    if (vInf <= -50) {
      assert.is(times[i].length, 0);
      continue;
    }
    const expected = 5 + (200 / total) * Math.log((vInf + 60) / (vInf + 50));
    for (const interval of intervals(times[i]))
      assert.ok(interval >= expected - dt && interval <= expected + 2 * dt, `${interval} for ${expected}`);
  }
});

test("conductanceLif: inhibition at rest shunts: one excitatory spike of 6 nS lifts v less beside it", async () => {
  const peakWith = async (gInh: number) => {
    const model = neuron({ ...conductanceLif, initial: { v: mV(-60), gExc: nS(6), gInh: nS(gInh) } });
    return Math.max(...(await runNeurons(model, { duration: 50, dt: 0.05 })).course);
  };
  const [alone, shunted] = [await peakWith(0), await peakWith(67)];
  assert.ok(alone > -56 && alone < -50, `${alone}`);
  assert.ok(shunted < -58, `${shunted}`);
});

test("adEx: without adaptation the rheobase is gLeak·(vThresh − eLeak − deltaT), a saddle-node at vThresh", async () => {
  const rheobase = 30 * (-50.4 + 70.6 - 2);
  const currents = [0.995 * rheobase, 1.02 * rheobase];
  const model = neuron({ ...adEx, parameters: { ...adEx.parameters, a: nS(0), iDrive: pA(currents) } });
  const { times } = await runNeurons(model, { duration: 2000, dt: 0.1, size: 2 });
  assert.is(times[0].length, 0, "below rheobase");
  assert.ok(times[1].length > 0, "above");
});

test("adEx: spikes adapt: b adds 80.5 pA at each, which decays with tauW; intervals grow to a steady state", async () => {
  const model = neuron({ ...adEx, parameters: { ...adEx.parameters, iDrive: pA(1000) } });
  const { times, course } = await runNeurons(model, { duration: 1000, dt: 0.05, field: "w" });
  const found = intervals(times[0]);
  assert.ok(found[1] > found[0] && found[2] > found[1]);
  const last = found.slice(-3);
  assert.ok(Math.max(...last) - Math.min(...last) <= 0.1 + 1e-9, `${last}`);
  assert.ok(last[0] > 2 * found[0], `${found[0]} to ${last[0]}`);
  const jumps = times[0].map((t) => course[Math.round(t / 0.05)] - course[Math.round(t / 0.05) - 1]);
  for (const jump of jumps) assert.ok(Math.abs(jump - 80.5) < 1, `${jump}`);
});

test("adEx: without the exponential's overflow at long steps, whatever the method", async () => {
  for (const method of ["euler", "rk2", "rk4"] as const) {
    const model = neuron({ ...adEx, parameters: { ...adEx.parameters, iDrive: pA(2000) } });
    const { times, course } = await runNeurons(model, { duration: 300, dt: 0.5, field: "w", method });
    assert.ok(times[0].length > 10 && course.every((w) => w >= 0 && w < 3000), `${method}: ${times[0].length}`);
  }
});

test("adEx: with deltaT to 0 it is the LIF neuron with the threshold vThresh", async () => {
  const parameters = { ...adEx.parameters, deltaT: mV(0.005), a: nS(0), b: pA(0), iDrive: pA(900), vCut: mV(-50.35) };
  const { times } = await runNeurons(neuron({ ...adEx, parameters }), { duration: 300, dt: 0.01 });
  const expected = (281 / 30) * Math.log(30 / (30 - 20.2));
  for (const interval of intervals(times[0]))
    assert.ok(Math.abs(interval - expected) < 0.1, `${interval}, ${expected}`);
  assert.ok(times[0].length > 20);
});

test("the refractory period of each model holds v and nothing else", async () => {
  const model = neuron({ ...lif, initial: { v: mV(-40), iExc: pA(100) }, refractory: ms(4) });
  const { course } = await runNeurons(model, { duration: 10, dt: 0.5 });
  assert.equal([...course.slice(0, 8)], Array(8).fill(-65));
  assert.ok(course[8] > -65);
  const current = (await runNeurons(model, { duration: 10, dt: 0.5, field: "iExc" })).course;
  assert.ok(Math.abs(current[7] - 100 * Math.exp(-4 / 5)) < 1e-9);
});

test.run();
