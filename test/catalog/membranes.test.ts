import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  alphaLif,
  derive,
  exponentialIf,
  fitzHughNagumo,
  morrisLecar,
  ms,
  mV,
  neuron,
  pA,
  quadraticIf,
  tracedLif,
  uA,
} from "../../src/index.js";
import { intervals, runNeurons } from "./simulate.js";

test("alphaLif: a spike's current is w·(t/tau)·e^{1 − t/tau}, with its peak w at tau, for any step", async () => {
  const model = neuron({ ...alphaLif, initial: { ...alphaLif.initial, xExc: pA(50) } });
  const { course } = await runNeurons(model, { duration: 40, dt: 0.5, field: "iExc" });
  for (const [k, current] of course.entries()) {
    const t = (k + 1) * 0.5;
    assert.ok(Math.abs(current - 50 * (t / 5) * Math.exp(1 - t / 5)) < 1e-9, `${current} at ${t} ms`);
  }
  assert.ok(Math.abs(course[9] - 50) < 1e-9);
  assert.is(derive(neuron(alphaLif), { dt: ms(0.5) }).method, "exact");
});

test("quadraticIf: the interval is a difference of arctangents above its rheobase, and silence below", async () => {
  const { parameters: p } = quadraticIf;
  // a·(15 mV)²/4 = 5.625 mV: 56.25 pA through 100 MOhm.
  const currents = [56, 57, 70, 150, 400];
  const dt = 0.02;
  const model = neuron({ ...quadraticIf, parameters: { ...p, iDrive: pA(currents) } });
  const { times } = await runNeurons(model, { duration: 2000, dt, size: currents.length });
  assert.is(times[0].length, 0);
  for (const [i, current] of currents.entries()) {
    if (i === 0) continue;
    const s = Math.sqrt((0.1 * current) / 0.1 - 15 ** 2 / 4);
    const expected = (20 / (0.1 * s)) * (Math.atan((0 + 57.5) / s) - Math.atan((-70 + 57.5) / s));
    const found = intervals(times[i]).slice(-1)[0] ?? Number.NaN;
    assert.ok(Math.abs(found - expected) <= 2 * dt + 1e-4 * expected, `${found} for ${expected} at ${current} pA`);
  }
});

test("exponentialIf: the rheobase is gLeak·(vThresh − vLeak − deltaT), a saddle-node at vThresh", async () => {
  const rheobase = 0.1 * (-59.9 + 65 - 3.48);
  const model = neuron({
    ...exponentialIf,
    parameters: { ...exponentialIf.parameters, iDrive: uA([0.99 * rheobase, 1.02 * rheobase]) },
  });
  const { times } = await runNeurons(model, { duration: 3000, dt: 0.05, size: 2 });
  assert.is(times[0].length, 0);
  assert.ok(times[1].length > 2);
  // Near a saddle-node, the rate goes with the square root of what is above the rheobase.
  const above = [0.0004, 0.0016, 0.0064];
  const near = neuron({
    ...exponentialIf,
    parameters: { ...exponentialIf.parameters, iDrive: uA(above.map((x) => rheobase + x)) },
  });
  const { times: slow } = await runNeurons(near, { duration: 8000, dt: 0.05, size: 3 });
  const rates = slow.map((own) => 1 / (intervals(own).slice(-1)[0] ?? Number.NaN));
  for (let i = 1; i < 3; i++) assert.ok(Math.abs(rates[i] / rates[i - 1] - 2) < 0.2, `${rates}`);
});

test("exponentialIf: the interval is the integral of dv over its rate, and the refractory period", async () => {
  const [drive, dt] = [1, 0.01];
  const model = neuron({ ...exponentialIf, parameters: { ...exponentialIf.parameters, iDrive: uA(drive) } });
  const { times } = await runNeurons(model, { duration: 300, dt });
  let expected = 1.7;
  const dv = 1e-3;
  for (let v = -68 + dv / 2; v < -20; v += dv) {
    expected += dv / (0.1 * (-65 - v) + 0.1 * 3.48 * Math.exp((v + 59.9) / 3.48) + drive);
  }
  const found = intervals(times[0]).slice(1);
  assert.ok(found.length > 5);
  for (const interval of found) assert.ok(Math.abs(interval - expected) < 3 * dt, `${interval} for ${expected}`);
  // From vCut to infinity, with the exponential alone: cMem / gLeak · e^{−(vCut − vThresh)/deltaT}.
  assert.ok(10 * Math.exp(-(-20 + 59.9) / 3.48) < 1e-3, "a microsecond");
});

/** How a small distance from a fixed point has changed after a time: above 1 where it is unstable. */
async function growth(model: Parameters<typeof runNeurons>[0], rest: number, duration: number, field = "v") {
  const { course } = await runNeurons(model, { duration, dt: 0.05, field, method: "rk4" });
  const span = (values: Float64Array) => Math.max(...values.map((v) => Math.abs(v - rest)));
  const part = Math.floor(course.length / 10);
  return span(course.slice(-part)) / span(course.slice(0, part));
}

test("fitzHughNagumo: rest is the crossing of its nullclines, and loses stability at v = −√(1 − b/tauW)", async () => {
  const { course, times } = await runNeurons(neuron(fitzHughNagumo), { duration: 200, dt: 0.1 });
  assert.is(times[0].length, 0);
  assert.ok(course.every((v) => Math.abs(v + 1.19941) < 1e-4));
  const hopf = -Math.sqrt(1 - 0.8 / 12.5);
  const at = (v: number) => (v + 0.7) / 0.8 - v + v ** 3 / 3;
  for (const [v, isStable] of [
    [hopf - 0.02, true],
    [hopf + 0.02, false],
  ] as const) {
    const model = neuron({
      ...fitzHughNagumo,
      parameters: { ...fitzHughNagumo.parameters, iDrive: at(v) },
      initial: { v: v + 1e-4, w: (v + 0.7) / 0.8 },
    });
    const grown = await growth(model, v, 300);
    assert.ok(isStable ? grown < 0.5 : grown > 2, `${grown} at ${v}`);
  }
});

/** Steps in which a course comes to be above a level. */
const crossings = (course: Float64Array, level: number): number =>
  course.filter((v, k) => v > level && (k === 0 || course[k - 1] <= level)).length;

test("fitzHughNagumo: it oscillates at iDrive = 0.5, with one spike a turn; driven to stay above 1 it has spiked once", async () => {
  const driven = async (iDrive: number) => {
    const model = neuron({ ...fitzHughNagumo, parameters: { ...fitzHughNagumo.parameters, iDrive } });
    return runNeurons(model, { duration: 1000, dt: 0.05 });
  };
  const { times, course } = await driven(0.5);
  assert.ok(times[0].length > 15, `${times[0].length}`);
  assert.is(times[0].length, crossings(course, 1));
  // Its nullclines cross at v = 1.5.
  const kept = await driven((1.5 + 0.7) / 0.8 - 1.5 + 1.5 ** 3 / 3);
  assert.ok(Math.abs((kept.course.at(-1) ?? 0) - 1.5) < 1e-3, `${kept.course.at(-1)}`);
  assert.is(kept.times[0].length, crossings(kept.course, 1));
  assert.is(kept.times[0].length, 1);
});

/** Fixed point and trace of the Jacobian of Morris & Lecar's equations, written out anew. */
function morrisLecarAt(v: number) {
  const [m, n] = [(1 + Math.tanh((v + 1.2) / 18)) / 2, (1 + Math.tanh((v - 2) / 30)) / 2];
  const slope = (1 - Math.tanh((v + 1.2) / 18) ** 2) / 36;
  const drive = 4.4 * m * (v - 120) + 8 * n * (v + 84) + 2 * (v + 60);
  const trace = -(4.4 * (m + slope * (v - 120)) + 8 * n + 2) / 20 - 0.04 * Math.cosh((v - 2) / 60);
  return { drive, n, trace };
}

test("morrisLecar: the Hopf bifurcations of Rinzel & Ermentrout's type II lie at 93.86 and 212.0 µA/cm²", async () => {
  const { course } = await runNeurons(neuron(morrisLecar), { duration: 300, dt: 0.1 });
  assert.ok(
    course.every((v) => Math.abs(v + 60.855) < 0.01),
    `${course.at(-1)}`,
  );
  for (const [low, high, published] of [
    [-30, -20, 93.86],
    [0, 15, 212.02],
  ]) {
    const rises = morrisLecarAt(high).trace > morrisLecarAt(low).trace;
    let [a, b] = [low, high];
    for (let i = 0; i < 60; i++) {
      const middle = (a + b) / 2;
      if (morrisLecarAt(middle).trace > 0 === rises) b = middle;
      else a = middle;
    }
    assert.ok(Math.abs(morrisLecarAt(a).drive - published) < 0.02, `${morrisLecarAt(a).drive}`);
    for (const [v, isStable] of [
      [a + (rises ? -1 : 1), true],
      [a + (rises ? 1 : -1), false],
    ] as const) {
      const { drive, n } = morrisLecarAt(v);
      const model = neuron({
        ...morrisLecar,
        parameters: { ...morrisLecar.parameters, iDrive: uA(drive) },
        initial: { v: mV(v + 0.01), n },
      });
      const grown = await growth(model, v, 800);
      assert.ok(isStable ? grown < 0.7 : grown > 1.5, `${grown} at ${v} mV, ${drive} µA`);
    }
  }
});

test("morrisLecar: at 100 µA/cm² it fires at about 10 Hz, one spike a turn; above 212 not for long", async () => {
  const driven = async (current: number) => {
    const model = neuron({ ...morrisLecar, parameters: { ...morrisLecar.parameters, iDrive: uA(current) } });
    return runNeurons(model, { duration: 2000, dt: 0.1 });
  };
  const { times, course } = await driven(100);
  assert.is(times[0].length, crossings(course, 0));
  const kept = await driven(260);
  assert.ok((kept.course.at(-1) ?? 0) > 5, `${kept.course.at(-1)} mV`);
  assert.is(kept.times[0].length, crossings(kept.course, 0));
  assert.ok(kept.times[0].length < 5, `${kept.times[0].length} spikes`);
  const interval = intervals(times[0]).at(-1) ?? 0;
  assert.ok(interval > 70 && interval < 130, `${interval}`);
});

test("tracedLif: of spikes at an interval T the trace tends to xPlus/(1 − e^{−T/tauTrace})", async () => {
  const parameters = { ...tracedLif.parameters, iDrive: pA(400), thetaPlus: mV(0) };
  const { times, course } = await runNeurons(neuron({ ...tracedLif, parameters }), {
    duration: 600,
    dt: 0.1,
    field: "x",
  });
  const T = intervals(times[0]).at(-1) ?? 0;
  assert.ok(Math.abs((course[Math.round((times[0].at(-1) ?? 0) / 0.1)] ?? 0) - 1 / (1 - Math.exp(-T / 20))) < 1e-9);
});

test.run();
