import { test } from "uvu";
import * as assert from "uvu/assert";
import { ms, mV, neuron, noisyLif, spikeResponse, srm0 } from "../../src/index.js";
import { intervals, runNeurons } from "./simulate.js";

test("noisyLif: without spikes v has the standard deviation sigma and the correlation e^{−t/tauMem}", async () => {
  const model = neuron({ ...noisyLif, parameters: { ...noisyLif.parameters, vThresh: mV(100) } });
  const { course } = await runNeurons(model, { duration: 60_000, dt: 1 });
  const values = course.slice(500).map((v) => v + 65);
  const mean = (list: Float64Array) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const variance = mean(values.map((v) => v * v));
  // 60 s hold about 1,500 independent values of the square.
  assert.ok(Math.abs(Math.sqrt(variance) - 3) < 0.25, `${Math.sqrt(variance)}`);
  assert.ok(Math.abs(mean(values)) < 0.5, `${mean(values)}`);
  const later = mean(values.slice(0, -20).map((v, k) => v * values[k + 20])) / variance;
  assert.ok(Math.abs(later - Math.exp(-1)) < 0.1, `${later}`);
});

test("srm0: without an after-potential it is a Poisson process of the rate rho0·e^{(h − vThresh)/deltaV}", async () => {
  const drives = [11, 13, 15];
  const parameters = { ...srm0.parameters, etaReset: mV(0), vDrive: mV(drives) };
  const model = neuron({ ...srm0, parameters, initial: { h: mV(drives) } });
  const { times } = await runNeurons(model, { duration: 20_000, dt: 0.5, size: 3, field: "h" });
  for (const [j, h] of drives.entries()) {
    const expected = 40_000 * (1 - Math.exp(-0.05 * Math.exp((h - 15) / 2)));
    assert.ok(Math.abs(times[j].length - expected) < 5 * Math.sqrt(expected), `${times[j].length} for ${expected}`);
  }
});

test("srm0: the mean interval is ∫ of the survivor function exp(−∫ rho) since the last spike", async () => {
  const model = neuron({
    ...srm0,
    parameters: { ...srm0.parameters, vDrive: mV(17) },
    initial: { h: mV(17), eta: mV(-20) },
  });
  const dt = 0.1;
  const { times } = await runNeurons(model, { duration: 40_000, dt, field: "h" });
  const found = intervals(times[0]);
  let [survivor, expected] = [1, 0];
  // In the step k after a spike eta has decayed k times.
  for (let k = 1; k < 10_000; k++) {
    expected += survivor * dt;
    survivor *= Math.exp(-0.1 * dt * Math.exp((17 - 20 * Math.exp((-k * dt) / 20) - 15) / 2));
  }
  const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
  assert.ok(found.length > 500, `${found.length}`);
  assert.ok(Math.abs(mean - expected) < (5 * expected) / Math.sqrt(found.length), `${mean} for ${expected}`);
});

test("spikeResponse: after-potentials add up: the rate adapts to below that of srm0, from the same first intervals", async () => {
  const rates = async (declaration: typeof srm0 | typeof spikeResponse) => {
    const parameters = { ...srm0.parameters, vDrive: mV(25), tauEta: ms(200), etaReset: mV(5) };
    const model = neuron({ ...srm0, reset: declaration.reset, parameters, initial: { h: mV(25) } });
    const { times } = await runNeurons(model, { duration: 10_000, dt: 0.5, field: "h" });
    return { first: times[0][0], late: times[0].filter((t) => t > 2000).length / 8 };
  };
  const [last, all] = [await rates(srm0), await rates(spikeResponse)];
  assert.is(last.first, all.first);
  assert.ok(all.late < 0.5 * last.late, `${all.late} and ${last.late} Hz`);
  // Self-consistent: h + mean of eta, −etaReset·rate·tauEta, gives nearly the rate (Jensen's inequality raises it).
  const level = 25 - 5 * (all.late / 1000) * 200;
  const expected = 100 * Math.exp((level - 15) / 2);
  assert.ok(all.late > expected && all.late < 2.5 * expected, `${all.late} for ${expected} Hz`);
});

test.run();
