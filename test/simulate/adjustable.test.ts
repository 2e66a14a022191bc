import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  adjustable,
  compile,
  connect,
  derive,
  EquationError,
  InputError,
  ms,
  mV,
  network,
  neuron,
  nS,
  pA,
  pF,
  poisson,
  population,
  spikeSource,
  spikeTrain,
  synapse,
  UnitError,
  uniform,
} from "../../src/index.js";
import { everyBackend } from "../backend/everyBackend.js";
import { refused, rejected } from "../refused.js";

const test = suite("parameters that can be written while the network runs");
const backends = await everyBackend(test, "adjustable parameters");

/** Who spikes in each step. */
const spikes = (steps: readonly (readonly number[])[], neurons: number, dt: number) =>
  spikeTrain(
    steps.flatMap((fired, step) => fired.map((neuron) => ({ step, neuron }))),
    { steps: steps.length, neurons, dt: ms(dt) },
  );

const passive = {
  equations: { "dv/dt": "(vRest - v) / tau + iDrive / cMem" },
  parameters: { vRest: mV(-65), tau: adjustable(ms(10)), iDrive: adjustable(pA(0)), cMem: pF(100) },
  initial: { v: mV(-65) },
} as const;

for (const [name, backend] of backends) {
  test(`${name}: a current and a time constant that are written give the membrane's closed form`, async () => {
    const sim = await compile(network({ cells: population(3, neuron(passive)) }), { dt: ms(0.5), backend });
    const { v, iDrive, tau } = sim.state.cells;
    let expected = -65;
    for (const [current, constant] of [
      [0, 10],
      [200, 10],
      [-50, 25],
      [300, 4],
    ]) {
      await iDrive.write(pA(current));
      await tau.write(constant);
      await sim.run(ms(12));
      const limit = -65 + (current / 100) * constant;
      expected = limit + (expected - limit) * Math.exp(-12 / constant);
      for (const x of await v.read()) assert.ok(Math.abs(x - expected) < 2e-4, `${x} for ${expected}`);
    }
    assert.equal([...(await iDrive.read())], [300]);
    sim.dispose();
  });

  test(`${name}: a reward reaches all synapses: each changes by rate·c₀·∫ reward·e^(−t/τ) dt (Izhikevich 2007, eq. 1)`, async () => {
    const [rate, tauC] = [0.01, 200];
    const rule = synapse({
      equations: { "dw/dt": "rate * reward * c", "dc/dt": "-c / tauC" },
      parameters: { rate, tauC: ms(tauC), reward: adjustable(0) },
      bounds: { w: [0, 4] },
      onPre: { c: "c + (1 + 0.1 * i + 0.01 * j) / ms" },
    });
    const [input, cells] = [
      spikeSource(4),
      population(5, neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) } })),
    ];
    const net = network({ input, cells, wire: connect(input, cells, { to: "v", w: 0.5, plasticity: rule }) });
    const sim = await compile(net, { dt: ms(0.5), backend });
    await sim.present({ input: spikes([[0, 1, 2, 3]], 4, 0.5) }, { duration: ms(100) });
    const before = await sim.state.wire.w.read();
    assert.ok(before.every((w) => w === 0.5));
    await sim.state.wire.reward.write(0.8);
    await sim.run(ms(50));
    await sim.state.wire.reward.write([0]);
    await sim.run(ms(50));
    const after = await sim.state.wire.w.read();
    // The spike comes at the end of step 0, so that the trace is c₀ at 0.5 ms.
    const whole = tauC * (Math.exp(-99.5 / tauC) - Math.exp(-149.5 / tauC));
    for (const [s, w] of after.entries()) {
      const [i, j] = [Math.floor(s / 5), s % 5];
      const change = rate * 0.8 * (1 + 0.1 * i + 0.01 * j) * whole;
      assert.ok(Math.abs(w - 0.5 - change) < 2e-3 * change, `${i}, ${j}: ${w - 0.5} for ${change}`);
    }
    sim.dispose();
  });

  test(`${name}: a hook between steps writes a parameter, as if it had been so in each step`, async () => {
    const sim = await compile(network({ cells: population(1, neuron(passive)) }), { dt: ms(0.5), backend });
    let expected = -65;
    await sim.run(ms(10), {
      onStep: async ({ step }) => {
        const current = step === 0 ? 0 : 10 * (step - 1);
        expected = -65 + current / 10 + (expected + 65 - current / 10) * Math.exp(-0.05);
        await sim.state.cells.iDrive.write(10 * step);
      },
    });
    const [v] = await sim.state.cells.v.read();
    assert.ok(Math.abs(v - expected) < 1e-4, `${v} for ${expected}`);
    sim.dispose();
  });

  test(`${name}: nothing is concluded from what a parameter is at first: a bound of weights, a trace, a threshold`, async () => {
    const rule = synapse({
      equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau" },
      parameters: { tau: ms(20), wMax: adjustable(1), up: adjustable(0) },
      onPre: { x: "x + 1", w: "clip(w - up * y, 0, wMax)" },
      onPost: { y: "y + 1", w: "clip(w + up * x, 0, wMax)" },
    });
    const cell = neuron({
      equations: { "dv/dt": "-v / tau" },
      parameters: { tau: ms(10), top: adjustable(0.4) },
      threshold: "v > top",
      reset: { v: "0" },
    });
    const [input, cells] = [spikeSource(3), population(2, cell)];
    const net = network({
      input,
      cells,
      wire: connect(input, cells, { to: "v", w: [0.2, 0.5, 0.9, 1, 0.7, 0.3], plasticity: rule }),
    });
    const sim = await compile(net, { dt: ms(1), backend });
    const { w, wMax, up } = sim.state.wire;
    const shown = { input: spikes([[0, 1, 2], [], [0, 1, 2], [], [], [0, 1, 2]], 3, 1) };
    await w.write([3, 2, 2.5, 4, 5, 6]);
    await wMax.write(4);
    await sim.present(shown, { duration: ms(10) });
    assert.equal([...(await w.read())], [3, 2, 2.5, 4, 4, 4]);
    await wMax.write(2.25);
    await up.write(0.5);
    await sim.present(shown, { duration: ms(10) });
    assert.ok((await w.read()).every((x) => x <= 2.25));
    await sim.state.cells.top.write(100);
    const { counts } = await sim.present(shown, { duration: ms(10) });
    assert.equal([...counts.cells], [0, 0]);
    sim.dispose();
  });

  test(`${name}: checkpoints keep them, and the run goes on bit for bit`, async () => {
    const path = `${process.env.TMPDIR ?? "/tmp"}/adjustable-${process.pid}.safetensors`;
    const open = () => compile(network({ cells: population(3, neuron(passive)) }), { dt: ms(0.5), backend });
    const [first, second] = [await open(), await open()];
    await first.state.cells.iDrive.write(pA(123));
    await first.run(ms(5));
    await first.save(path);
    await second.restore(path);
    assert.equal(await second.state.cells.iDrive.read(), Float32Array.of(123));
    for (const sim of [first, second]) await sim.run(ms(5));
    assert.equal(await second.state.cells.v.read(), await first.state.cells.v.read());
    for (const sim of [first, second]) sim.dispose();
  });
}

test("one for all, or one for each neuron or synapse", async () => {
  const model = neuron({
    equations: { "dv/dt": "(a + b + c + d - v) / tau" },
    parameters: {
      tau: ms(1),
      a: adjustable(1),
      b: adjustable(2, { each: true }),
      c: adjustable([1, 2, 3]),
      d: adjustable(uniform(5, 6)),
    },
  });
  const sim = await compile(network({ cells: population(3, model) }), { dt: ms(0.1), backend: "wasm" });
  const { a, b, c, d } = sim.state.cells;
  assert.equal([...(await a.read())], [1]);
  assert.equal([...(await b.read())], [2, 2, 2]);
  assert.equal([...(await c.read())], [1, 2, 3]);
  assert.ok((await d.read()).every((x) => x >= 5 && x < 6));
  await b.write([3, 4, 5]);
  await d.write(7);
  await sim.run(ms(50));
  for (const [i, x] of (await sim.state.cells.v.read()).entries()) assert.ok(Math.abs(x - 12 - 2 * i) < 1e-4, `${x}`);
  const { samples } = await sim.run(ms(0.2), { sample: { a: { of: a, elements: [0] }, b } });
  assert.equal([...samples.a.values], [1, 1]);
  assert.equal([...samples.b.values], [3, 4, 5, 3, 4, 5]);
  sim.dispose();
});

test("subexpressions that read one are sampled with what it is", async () => {
  const model = neuron({
    equations: { "dv/dt": "(2 * drive - v) / tau", pull: "drive - v" },
    parameters: { tau: ms(1), drive: adjustable(1) },
  });
  const sim = await compile(network({ cells: population(2, model) }), { dt: ms(0.1), backend: "wasm" });
  await sim.state.cells.drive.write(4);
  const { samples } = await sim.run(ms(40), { sample: { pull: { of: "cells.pull", every: ms(40) } } });
  assert.ok(samples.pull.values.every((x) => Math.abs(x + 4) < 1e-4));
  sim.dispose();
});

test("the exact method takes what is added, and says why not what is multiplied", () => {
  const coupled = (parameters: Parameters<typeof neuron>[0]["parameters"]) =>
    neuron({ equations: { "dv/dt": "(i - v) / tau", "di/dt": "(drive - i) / tauI" }, parameters });
  const added = coupled({ tau: ms(10), tauI: ms(3), drive: adjustable(0) });
  assert.is(derive(added, { dt: ms(0.5) }).method, "exact");
  const multiplied = coupled({ tau: adjustable(ms(10)), tauI: ms(3), drive: 0 });
  assert.is(derive(multiplied, { dt: ms(0.5) }).method, "exponentialEuler");
  refused(
    () => derive(multiplied, { dt: ms(0.5), method: "exact" }),
    /tau may differ from step to step, and can only be added/,
  );
});

test("wrong use is refused before work starts", async () => {
  refused(() => adjustable("1" as never), /adjustable: found "1", expected a number/, InputError);
  refused(() => adjustable(1, { every: true } as never), /adjustable: found "every"/);
  refused(() => adjustable(1, { each: 1 as never }), /adjustable, each: found 1/);
  refused(
    () =>
      neuron({
        equations: { "dv/dt": "(drive - v) / tau" },
        parameters: { tau: ms(1), drive: adjustable(pA(1)) },
        initial: { v: mV(1) },
      }),
    /pA/,
    UnitError,
  );
  refused(
    () => neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tao: adjustable(ms(1)) } }),
    /did you mean/,
    EquationError,
  );
  const cells = population(
    3,
    neuron({ ...passive, parameters: { ...passive.parameters, cMem: adjustable(pF([1, 2])) } }),
  );
  await rejected(
    compile(network({ cells }), { dt: ms(0.5), backend: "reference" }),
    /"cMem": found 2 values, expected one for each of 3 neurons/,
  );

  const sim = await compile(network({ cells: population(3, neuron(passive)) }), { dt: ms(0.5), backend: "reference" });
  const { iDrive, v } = sim.state.cells;
  await rejected(
    () => iDrive.write(mV(1)),
    /write, "cells.iDrive": found a value in mV, expected a value in pA/,
    InputError,
  );
  await rejected(() => iDrive.write([1, 2, 3]), /found 3 values, expected 1/, InputError);
  await rejected(() => v.write(Number.NaN), /expected a finite number/, InputError);
  // @ts-expect-error not every parameter can be written
  assert.is(sim.state.cells.vRest, undefined);
  sim.dispose();

  const own = synapse({ parameters: { share: adjustable(1, { each: true }) }, transmit: "w * share" });
  const input = poisson(3);
  const post = population(
    3,
    neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(1) }, initial: { g: nS(0) } }),
  );
  const net = network({
    input,
    cells: post,
    wire: connect(input, post, { to: "g", w: nS(1), plasticity: own, pattern: "allButSelf" }),
  });
  await rejected(
    compile(net, { dt: ms(0.5), backend: "reference" }),
    /"share": found several values, expected one, as "allButSelf" keeps nothing/,
  );
});

test.run();
