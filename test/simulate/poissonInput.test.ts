import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  adjustable,
  compile,
  connect,
  Hz,
  InputError,
  ms,
  mV,
  network,
  neuron,
  nS,
  pairs,
  poisson,
  poissonInput,
  population,
  series,
  uniform,
} from "../../src/index.js";
import { binomialTable } from "../../src/random/binomial.js";
import { everyBackend } from "../backend/everyBackend.js";
import { refused, rejected } from "../refused.js";

const test = suite("many Poisson sources as one binomial number a step");
const backends = await everyBackend(test, "many sources");

const counter = neuron({ equations: { "dn/dt": "0 * n / tau" }, parameters: { tau: ms(1) } });
const cell = neuron({
  equations: { "dv/dt": "(g * 20 * mV / nS - v) / tau", "dg/dt": "-g / tauG" },
  parameters: { tau: ms(10), tauG: ms(5) },
  initial: { g: nS(0) },
  threshold: "v > 10 * mV",
  reset: { v: "0 * mV" },
  refractory: ms(3),
});

const moments = (values: ArrayLike<number>) => {
  const n = values.length;
  const mean = Array.from(values).reduce((sum, x) => sum + x, 0) / n;
  const variance = Array.from(values).reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { n, mean, variance };
};

test("the table has the binomial distribution: every probability within 10⁻⁷, from 1 source to 16 million", () => {
  for (const [count, p] of [
    [1, 0.3],
    [5, 0.009],
    [1000, 0.0008],
    [1000, 0.5],
    [12, 0.99],
    [2 ** 24, 1e-4],
    [2 ** 24, 0.3],
  ]) {
    const { first, columns, keep, other } = binomialTable(count, p);
    const found = new Map<number, number>();
    const add = (k: number, share: number) => found.set(k, (found.get(k) ?? 0) + share / columns);
    for (let c = 0; c < columns; c++) {
      add(first + c, keep[c]);
      add(other[c], 1 - keep[c]);
    }
    // The probabilities in logarithms, by the ratios from 0 on: another way than the table's.
    let log = count * Math.log1p(-p);
    for (let k = 0; k <= count && k < first + columns; k++) {
      const expected = Math.exp(log);
      const share = found.get(k) ?? 0;
      assert.ok(Math.abs(share - expected) < 1e-7, `${count} × ${p}, ${k}: ${share} for ${expected}`);
      log += Math.log((count - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
    }
    const sum = [...found].reduce((total, [k, share]) => total + k * share, 0);
    assert.ok(Math.abs(sum / (count * p) - 1) < 1e-6, `mean of ${count} × ${p}: ${sum}`);
  }
  assert.is(binomialTable(7, 0).columns, 1);
});

test("mean n·p, variance n·p·(1 − p), and no correlation from step to step, within 4 standard errors", async () => {
  const [sources, rate, neurons, steps, dt] = [200, 300, 500, 200, 0.5];
  const p = (rate * dt) / 1000;
  const cells = population(neurons, counter);
  const drive = connect(poissonInput(sources, Hz(rate)), cells, { to: "n", w: 1 });
  const sim = await compile(network({ cells, drive }), { dt: ms(dt), backend: "wasm", seed: 7 });
  const { samples } = await sim.run(ms(steps * dt), { sample: { n: sim.state.cells.n } });
  sim.dispose();
  const { values } = samples.n;
  const counts = Float64Array.from(
    { length: steps * neurons },
    (_, s) => values[s] - (s < neurons ? 0 : values[s - neurons]),
  );
  const { n, mean, variance } = moments(counts);
  const expected = { mean: sources * p, variance: sources * p * (1 - p) };
  assert.ok(Math.abs(mean - expected.mean) < 4 * Math.sqrt(expected.variance / n), `${mean} for ${expected.mean}`);
  assert.ok(
    Math.abs(variance - expected.variance) < 4 * expected.variance * Math.sqrt(2 / n),
    `${variance} for ${expected.variance}`,
  );
  let lagged = 0;
  for (let s = neurons; s < n; s++) lagged += (counts[s] - mean) * (counts[s - neurons] - mean);
  assert.ok(Math.abs(lagged / (n * variance)) < 4 / Math.sqrt(n), `${lagged / (n * variance)}`);
});

test("a conductance has the mean and variance of shot noise in discrete time", async () => {
  const [sources, rate, neurons, dt, tau, w] = [1000, 8, 2000, 0.5, 5, 0.1];
  const p = (rate * dt) / 1000;
  const cells = population(neurons, cell);
  const drive = connect(poissonInput(sources, Hz(rate)), cells, { to: "g", w: nS(w) });
  const sim = await compile(network({ cells, drive }), { dt: ms(dt), backend: "wasm", seed: 3 });
  await sim.run(ms(60));
  const { n, mean, variance } = moments(await sim.state.cells.g.read());
  sim.dispose();
  const kept = Math.exp(-dt / tau);
  const expected = {
    mean: (w * sources * p) / (1 - kept),
    variance: (w ** 2 * sources * p * (1 - p)) / (1 - kept ** 2),
  };
  assert.ok(Math.abs(mean - expected.mean) < 4 * Math.sqrt(expected.variance / n), `${mean} for ${expected.mean}`);
  assert.ok(
    Math.abs(variance - expected.variance) < 4 * expected.variance * Math.sqrt(2 / n),
    `${variance} for ${expected.variance}`,
  );
});

test("neurons fire as with as many sources spelled out, also where the input is held back while refractory", async () => {
  const [sources, rate, neurons, dt] = [60, 40, 400, 0.5];
  const run = async (to: "g" | "v", isOne: boolean, seed: number) => {
    const cells = population(neurons, cell);
    const w = to === "g" ? nS(0.08) : mV(0.7);
    // Every neuron has sources of its own, so that neurons are independent in both.
    const input = poisson(sources * neurons);
    const pre = Array.from({ length: sources * neurons }, (_, s) => s);
    const net = isOne
      ? network({ cells, drive: connect(poissonInput(sources, Hz(rate)), cells, { to, w } as never) })
      : network({
          input,
          cells,
          wire: connect(input, cells, {
            to,
            w,
            pattern: pairs(
              pre,
              pre.map((s) => Math.floor(s / sources)),
            ),
          }),
        });
    const sim = await compile(net, { dt: ms(dt), backend: "wasm", seed });
    const rates = new Float32Array(sources * neurons).fill(rate);
    const shown = isOne ? {} : { input: rates };
    const { counts } = await sim.present(shown as never, { duration: ms(600) });
    const found = { counts: moments(counts.cells), v: moments(await sim.state.cells.v.read()) };
    sim.dispose();
    return found;
  };
  for (const to of ["g", "v"] as const) {
    const [one, all] = [await run(to, true, 5), await run(to, false, 6)];
    assert.ok(all.counts.mean > 5, `${all.counts.mean}`);
    for (const what of ["counts", "v"] as const) {
      const [a, b] = [one[what], all[what]];
      const error = Math.sqrt(a.variance / a.n + b.variance / b.n);
      assert.ok(Math.abs(a.mean - b.mean) < 4 * error, `${to}, ${what}: ${a.mean} for ${b.mean} ± ${error}`);
      const ratio = a.variance / b.variance;
      assert.ok(Math.abs(Math.log(ratio)) < 4 * Math.sqrt(4 / a.n), `${to}, variance of ${what}: ${ratio}`);
    }
  }
});

test("the same bits on every backend; another seed, name or presentation gives others", async () => {
  const run = async (
    backend: Parameters<typeof compile>[1]["backend"],
    options: { seed?: number; name?: string } = {},
  ) => {
    const { seed = 1, name = "drive" } = options;
    const cells = population(21, counter);
    const net = network({ cells, [name]: connect(poissonInput(900, Hz(40)), cells, { to: "n", w: 1 }) });
    const sim = await compile(net, { dt: ms(0.5), backend, seed });
    const counts: number[][] = [];
    for (let presentation = 0; presentation < 2; presentation++) {
      await sim.run(ms(10));
      counts.push([
        ...(await (sim.state as unknown as { cells: { n: { read(): Promise<Float32Array> } } }).cells.n.read()),
      ]);
    }
    sim.dispose();
    return counts;
  };
  const expected = await run("reference");
  assert.ok(new Set(expected[0]).size > 5);
  assert.not.equal(
    expected[1].map((x, i) => x - expected[0][i]),
    expected[0],
  );
  for (const [name, backend] of backends) assert.equal(await run(backend), expected, name);
  assert.not.equal(await run("reference", { seed: 2 }), expected);
  assert.not.equal(await run("reference", { name: "other" }), expected);
});

test("checkpoints go on bit for bit, and belong to the number of sources and their rate", async () => {
  const path = `${process.env.TMPDIR ?? "/tmp"}/drive-${process.pid}.safetensors`;
  const open = (sources: number, rate: number) => {
    const cells = population(9, cell);
    const net = network({ cells, drive: connect(poissonInput(sources, Hz(rate)), cells, { to: "g", w: nS(0.2) }) });
    return compile(net, { dt: ms(0.5), backend: "wasm", seed: 1 });
  };
  const [first, second, other] = [await open(100, 30), await open(100, 30), await open(100, 31)];
  await first.run(ms(20));
  await first.save(path);
  await second.restore(path);
  for (const sim of [first, second]) await sim.run(ms(20));
  assert.equal(await second.state.cells.v.read(), await first.state.cells.v.read());
  const error = await other.restore(path).then(
    () => undefined,
    (e: Error) => e,
  );
  assert.match(String(error), /other equations, constants or events/);
  for (const sim of [first, second, other]) sim.dispose();
});

for (const [name, backend] of backends) {
  test(`${name}: networks side by side, with what is written, series and many sources of their own, are as if alone`, async () => {
    const model = neuron({
      equations: { "dv/dt": "(drive + own + g * 20 * mV / nS - v) / tau", "dg/dt": "-g / tauG" },
      parameters: {
        ...{ tau: ms(10), tauG: ms(5), drive: adjustable(mV(1)), own: series(mV([0, 3, 1]), { step: ms(5) }) },
      },
      initial: { g: nS(0) },
      threshold: "v > 10 * mV",
      reset: { v: "0 * mV" },
    });
    const made = (rate: number) => {
      const cells = population(12, model);
      return network({ cells, many: connect(poissonInput(100, Hz(rate)), cells, { to: "g", w: nS(0.2) }) });
    };
    const rates = [40, 40, 55];
    const options = { dt: ms(0.5), backend } as const;
    const many = await compile(rates.map(made), { ...options, seeds: [1, 2, 3] });
    await many.simulations[1].state.cells.drive.write(5);
    const found = await many.present([{}, {}, {}], { duration: ms(30) });
    for (const [i, rate] of rates.entries()) {
      const sim = await compile(made(rate), { ...options, seed: i + 1 });
      if (i === 1) await sim.state.cells.drive.write(mV(5));
      const { counts } = await sim.run(ms(30));
      assert.equal([...found[i].counts.cells], [...counts.cells]);
      assert.equal(await many.simulations[i].state.cells.v.read(), await sim.state.cells.v.read());
      assert.ok(counts.cells.some((n) => n > 0));
      sim.dispose();
    }
    many.dispose();
  });
}

test("weights of each neuron, a distribution of them, and a slice", async () => {
  const cells = population(6, counter);
  const all = poissonInput(10, Hz(1000));
  const net = network({
    cells,
    part: connect(all, cells.slice(2, 5), { to: "n", w: [1, 0, 100] }),
  });
  const sim = await compile(net, { dt: ms(0.5), backend: "wasm", seed: 1 });
  await sim.run(ms(10));
  const n = [...(await sim.state.cells.n.read())];
  assert.ok(n[2] > 60 && n[2] < 140 && n[4] > 6000 && n[4] % 100 === 0, n.join());
  assert.equal([n[0], n[1], n[3], n[5]], [0, 0, 0, 0]);
  assert.match(inspect(net), /10 Poisson neurons of 1000 Hz for each → cells.n\[2 … 4\]/);
  sim.dispose();
  const drawn = network({ cells, drive: connect(all, cells, { to: "n", w: uniform(1, 2) }) });
  const second = await compile(drawn, { dt: ms(0.5), backend: "wasm", seed: 1 });
  await second.run(ms(10));
  assert.ok((await second.state.cells.n.read()).every((x) => x > 60 && x < 280));
  // @ts-expect-error its weights are part of the program
  assert.is(second.state.drive, undefined);
  second.dispose();
});

test("wrong use is refused before work starts", async () => {
  const cells = population(4, cell);
  refused(() => poissonInput(0, Hz(8)), /poissonInput, sources: found 0, expected a whole number from 1/, InputError);
  refused(() => poissonInput(1.5, Hz(8)), /found 1.5/, InputError);
  // @ts-expect-error a rate has a unit
  refused(() => poissonInput(10, 8), /poissonInput, rate: found 8, expected/, InputError);
  refused(() => poissonInput(10, Hz(-8)), /found -8 Hz, expected a finite rate of at least 0/, InputError);
  const input = poissonInput(10, Hz(8));
  // @ts-expect-error the neurons have no such variable
  refused(() => connect(input, cells, { to: "h", w: nS(1) }), /to: found "h", expected a state variable: v, g/);
  refused(() => connect(input, cells, { to: "g", w: mV(1) }), /w: found weights in mV, expected nS, the unit of "g"/);
  // @ts-expect-error no delays
  refused(() => connect(input, cells, { to: "g", w: nS(1), delay: ms(1) }), /found "delay", expected an option: to, w/);
  // @ts-expect-error sources are no neurons
  refused(() => connect(cells, input, { to: "g", w: nS(1) }), /post: found a poissonInput, expected a population/);
  refused(
    () => network({ drive: connect(input, cells, { to: "g", w: nS(1) }) }),
    /its post population is not part of the network/,
  );
  const options = { dt: ms(0.5), backend: "reference" } as const;
  const fast = connect(poissonInput(10, Hz(2000)), cells, { to: "g", w: nS(1) });
  await rejected(
    compile(network({ cells, fast }), options),
    /"fast": found 2000 Hz, expected less than 2000 Hz: .*Use more sources/,
  );
  const few = connect(input, cells, { to: "g", w: nS([1, 2]) });
  await rejected(
    compile(network({ cells, few }), options),
    /"few", w: found 2 weights, expected one for each of 4 neurons/,
  );
});

test.run();
