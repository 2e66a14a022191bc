import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  derive,
  type MethodName,
  ms,
  network,
  neuron,
  population,
  spikeSource,
  synapse,
} from "../../src/index.js";

const NEURONS = 4000;

/** Mean, variance and the covariance with the values some samples before, over neurons and samples. */
function moments(samples: Float32Array, lag: number) {
  const rows = samples.length / NEURONS;
  let [sum, square, product] = [0, 0, 0];
  for (const x of samples) [sum, square] = [sum + x, square + x * x];
  for (let r = lag; r < rows; r++) {
    for (let n = 0; n < NEURONS; n++) product += samples[r * NEURONS + n] * samples[(r - lag) * NEURONS + n];
  }
  return {
    mean: sum / samples.length,
    variance: square / samples.length,
    covariance: product / (rows - lag) / NEURONS,
  };
}

const ouOf = (method?: MethodName) =>
  neuron({
    equations: { "dx/dt": "-x / tau + sigma * sqrt(2 / tau) * xi" },
    parameters: { tau: ms(10), sigma: 2 },
    method,
  });

/**
 * An Ornstein–Uhlenbeck process started at 0: variance σ²·(1 − e^(−2t/τ)), autocorrelation e^(−Δ/τ). Euler and Maruyama's
 * stationary variance is σ²/(1 − dt/2τ), their autocorrelation (1 − dt/τ)^(Δ/dt).
 */
for (const dt of [0.1, 1, 5]) {
  for (const method of [undefined, "euler"] as const) {
    test(`an Ornstein–Uhlenbeck process has its variance and autocorrelation: step ${dt} ms, ${method ?? "exact"}`, async () => {
      const sim = await compile(network({ cells: population(NEURONS, ouOf(method)) }), { dt: ms(dt), seed: 1 });
      const start = await sim.present(
        {},
        { duration: ms(10), sample: { x: { of: sim.state.cells.x, every: ms(10) } } },
      );
      const decay = method === "euler" ? (1 - dt / 10) ** (10 / dt) : Math.exp(-1);
      const stationary = method === "euler" ? 4 / (1 - dt / 20) : 4;
      const early = moments(start.samples.x.values, 0);
      const expected = stationary * (1 - decay ** 2);
      // The standard error of a variance of n normal numbers is √(2/n) of it.
      assert.ok(Math.abs(early.variance / expected - 1) < 4 * Math.sqrt(2 / NEURONS), `${early.variance}, ${expected}`);
      await sim.present({}, { duration: ms(100) });
      const late = await sim.present(
        {},
        { duration: ms(100), sample: { x: { of: sim.state.cells.x, every: ms(10) } } },
      );
      const found = moments(late.samples.x.values, 1);
      const error = 1 / Math.sqrt(NEURONS * 4);
      assert.ok(Math.abs(found.mean) < 4 * 2 * error, `mean ${found.mean}`);
      assert.ok(Math.abs(found.variance / stationary - 1) < 6 * error, `variance ${found.variance} for ${stationary}`);
      const correlation = found.covariance / found.variance;
      assert.ok(Math.abs(correlation - decay) < 5 * error, `correlation ${correlation} for ${decay}`);
      sim.dispose();
    });
  }
}

test("variables that share a noise, or filter one, have the exact joint covariance, whatever the step", async () => {
  // A current of colored noise and the membrane that it charges: Var v = σ²·τ₁/(τ₁ + τ₂), Cov = the same, where both are 1 at rest.
  const [t1, t2] = [5, 20];
  const model = neuron({
    equations: { "dy/dt": "-y / t1 + sqrt(2 / t1) * xi", "dv/dt": "(y - v) / t2" },
    parameters: { t1: ms(t1), t2: ms(t2) },
  });
  for (const dt of [0.5, 10]) {
    assert.is(derive(model, { dt: ms(dt) }).method, "exact");
    const sim = await compile(network({ cells: population(NEURONS, model) }), { dt: ms(dt), seed: 4 });
    const { samples } = await sim.present(
      {},
      {
        duration: ms(200),
        sample: { y: { of: sim.state.cells.y, every: ms(200) }, v: { of: sim.state.cells.v, every: ms(200) } },
      },
    );
    const [y, v] = [samples.y.values, samples.v.values];
    const mean = (f: (n: number) => number) => Array.from(y, (_, n) => f(n)).reduce((a, b) => a + b, 0) / NEURONS;
    const [bound, share] = [5 * Math.sqrt(2 / NEURONS), t1 / (t1 + t2)];
    assert.ok(Math.abs(mean((n) => y[n] ** 2) - 1) < bound, `y ${mean((n) => y[n] ** 2)}`);
    assert.ok(Math.abs(mean((n) => v[n] ** 2) - share) < bound * share, `v ${mean((n) => v[n] ** 2)}`);
    assert.ok(Math.abs(mean((n) => y[n] * v[n]) - share) < bound, `covariance ${mean((n) => y[n] * v[n])}`);
    sim.dispose();
  }
});

test("one name is one noise: the difference of two that share it decays without noise; another name is another", async () => {
  const of = (second: string) =>
    neuron({
      equations: { "da/dt": "-a / tau + xi / sqrt(tau)", "db/dt": `-b / tau + ${second} / sqrt(tau)` },
      parameters: { tau: ms(10) },
    });
  const correlation = async (second: string) => {
    const sim = await compile(network({ cells: population(NEURONS, of(second)) }), { dt: ms(1) });
    await sim.present({}, { duration: ms(50) });
    const [a, b] = [await sim.state.cells.a.read(), await sim.state.cells.b.read()];
    sim.dispose();
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, n) => sum + value * y[n], 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  assert.ok((await correlation("xi")) > 1 - 1e-6);
  assert.ok(Math.abs(await correlation("xi2")) < 4 / Math.sqrt(NEURONS));
});

test("multiplicative noise is Itô's: the mean of dx = σ·x·ξ stays, the mean of ln x falls by σ²/2", async () => {
  const model = neuron({
    equations: { "dx/dt": "sigma * x * xi / sqrt(ms)" },
    parameters: { sigma: 0.1 },
    initial: { x: 1 },
  });
  const sim = await compile(network({ cells: population(NEURONS, model) }), { dt: ms(0.1), seed: 2 });
  await sim.present({}, { duration: ms(50) });
  const x = await sim.state.cells.x.read();
  sim.dispose();
  // ln x is normal with variance σ²·t = 0.5 and mean −0.25.
  const logs = Array.from(x, Math.log);
  const mean = logs.reduce((a, b) => a + b, 0) / NEURONS;
  assert.ok(Math.abs(mean + 0.25) < 4 * Math.sqrt(0.5 / NEURONS) + 0.001, `${mean}`);
  const average = x.reduce((a, b) => a + b, 0) / NEURONS;
  assert.ok(Math.abs(average - 1) < 4 * Math.sqrt((Math.exp(0.5) - 1) / NEURONS), `${average}`);
});

test("escape noise fires at its hazard, for small and large probabilities", async () => {
  for (const rate of [0.5, 40, 2000]) {
    const model = neuron({
      equations: { "dv/dt": "-v / tau" },
      parameters: { tau: ms(10), rate: rate / 1000 },
      threshold: "rand() < 1 - exp(-rate * dt / ms)",
    });
    const sim = await compile(network({ cells: population(1000, model) }), { dt: ms(0.1), seed: 3 });
    const { counts } = await sim.present({}, { duration: ms(1000) });
    sim.dispose();
    const total = counts.cells.reduce((a, b) => a + b, 0);
    const p = 1 - Math.exp(-rate / 10000);
    const [expected, deviation] = [1e7 * p, Math.sqrt(1e7 * p * (1 - p))];
    assert.ok(Math.abs(total - expected) < 4 * deviation, `rate ${rate}: ${total} spikes for ${expected}`);
  }
});

test("a random walk to a threshold has the first-passage times of the inverse Gaussian", async () => {
  // dx = μ dt + σ dW from 0 to a: mean a/μ, variance a·σ²/μ³. @see Gerstein & Mandelbrot (1964), Biophysical Journal 4, 41–68
  const [drift, sigma, barrier, dt] = [0.1, 0.3, 5, 0.02];
  const model = neuron({
    equations: { "dx/dt": "(drift + sigma * xi * sqrt(ms)) / ms" },
    parameters: { drift, sigma, barrier },
    threshold: "x > barrier",
    reset: { x: "0" },
  });
  const sim = await compile(network({ cells: population(1000, model) }), { dt: ms(dt), seed: 5 });
  const { spikes } = await sim.present({}, { duration: ms(400), record: ["cells"] });
  sim.dispose();
  const first = new Float64Array(1000).fill(Number.NaN);
  for (let k = 0; k < spikes.cells.steps; k++) {
    for (const n of spikes.cells.indices.subarray(spikes.cells.offsets[k], spikes.cells.offsets[k + 1])) {
      if (Number.isNaN(first[n])) first[n] = (k + 1) * dt;
    }
  }
  assert.ok(first.every((t) => t > 0));
  const mean = first.reduce((a, b) => a + b, 0) / 1000;
  const variance = first.reduce((sum, t) => sum + (t - mean) ** 2, 0) / 999;
  // A walk in steps passes a barrier that is higher by 0.5826·σ·√dt. @see Siegmund (1979), Advances in Applied Probability 11
  const seen = barrier + 0.5826 * sigma * Math.sqrt(dt);
  const expected = [seen / drift, (seen * sigma ** 2) / drift ** 3];
  assert.ok(Math.abs(mean - expected[0]) < 4 * Math.sqrt(expected[1] / 1000), `mean ${mean} for ${expected[0]}`);
  assert.ok(Math.abs(variance / expected[1] - 1) < 0.35, `variance ${variance} for ${expected[1]}`);
});

test("a synapse that releases with a probability delivers that part of the spikes, each by its own lot", async () => {
  const input = spikeSource(1);
  const cells = population(1000, neuron({ equations: { "dg/dt": "0 * g / ms" } }));
  const release = synapse({ parameters: { p: 0.3 }, transmit: "w * (rand() < p)" });
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: release }) });
  const sim = await compile(net, { dt: ms(1), seed: 6 });
  const offsets = Int32Array.from({ length: 101 }, (_, k) => k);
  const train = { steps: 100, neurons: 1, offsets, indices: new Int32Array(100) };
  await sim.present({ input: train }, { duration: ms(100) });
  const g = await sim.state.cells.g.read();
  sim.dispose();
  const total = g.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(total - 30000) < 4 * Math.sqrt(1e5 * 0.21), `${total}`);
  const variance = g.reduce((sum, x) => sum + (x - 30) ** 2, 0) / 1000;
  assert.ok(Math.abs(variance / 21 - 1) < 0.25, `variance ${variance}`);
});

test.run();
