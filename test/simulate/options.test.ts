import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend, Executable } from "../../src/backend/backend.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  compile,
  conductanceLif,
  connect,
  ms,
  mV,
  network,
  neuron,
  nS,
  poisson,
  population,
  series,
  spikeSource,
  synapse,
  uniform,
} from "../../src/index.js";

const lifNetwork = () => {
  const input = poisson(40);
  const cells = population(5, neuron(conductanceLif));
  return network({ input, cells, drive: connect(input, cells, { to: "gExc", w: nS(4) }) });
};

test("subexpressions are sampled: what they are made of, at the end of each step", async () => {
  const input = poisson(30);
  const model = neuron({
    equations: {
      "dv/dt": "(vRest - v + iExc / gLeak) / tau",
      iExc: "g * (eExc - v)",
      "dg/dt": "-g / tauExc",
      clock: "t + i * ms",
    },
    parameters: { vRest: mV(-65), eExc: mV(0), tau: ms(20), tauExc: ms(5), gLeak: nS(10) },
    initial: { v: mV(-65) },
  });
  const cells = population(4, model);
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: nS(0.5) }) });
  const sim = await compile(net, { dt: ms(0.5), seed: 2 });
  const { samples } = await sim.present(
    { input: new Array(30).fill(50) },
    {
      duration: ms(50),
      sample: {
        current: { of: "cells.iExc", every: ms(5), elements: [3, 1] },
        v: { of: sim.state.cells.v, every: ms(5), elements: [3, 1] },
        g: { of: sim.state.cells.g, every: ms(5), elements: [3, 1] },
        clock: { of: "cells.clock", every: ms(5), elements: [3, 1] },
      },
    },
  );
  assert.is(samples.current.values.length, 20);
  for (const [n, current] of samples.current.values.entries()) {
    const expected = samples.g.values[n] * (0 - samples.v.values[n]);
    assert.ok(Math.abs(current - expected) <= 1e-5 * Math.abs(expected), `${n}: ${current} for ${expected}`);
  }
  assert.ok(samples.current.values.some((x) => x > 1));
  assert.equal([...samples.clock.values.slice(0, 4)], [8, 6, 13, 11]);
  sim.dispose();
});

test("a fresh start sets the variables that it names, and no others, before the input is shown", async () => {
  const sim = await compile(lifNetwork(), { dt: ms(0.5), seed: 1 });
  const start = await sim.state.cells.v.read();
  const silence = { input: new Array(40).fill(0) };
  await sim.present({ input: new Array(40).fill(60) }, { duration: ms(100) });
  const before = await sim.state.cells.gExc.read();
  const { samples } = await sim.present(silence, {
    duration: ms(0.5),
    reset: [sim.state.cells.v],
    sample: { v: { of: sim.state.cells.v }, g: { of: sim.state.cells.gExc } },
  });
  for (let n = 0; n < 5; n++) assert.ok(Math.abs(samples.v.values[n] - start[n]) < 3, `${samples.v.values[n]}`);
  assert.ok(samples.g.values[0] > 0.5 * before[0], "conductances stay");
  // Copies side by side start anew too, and the state stays as it is.
  await sim.present({ input: new Array(40).fill(60) }, { duration: ms(100) });
  const kept = [await sim.state.cells.v.read(), await sim.state.cells.gExc.read()];
  const [copy] = await sim.evaluate([silence], {
    duration: ms(0.5),
    reset: [sim.state.cells.gExc],
    sample: { g: { of: sim.state.cells.gExc } },
  });
  assert.equal(copy.samples.g.values, new Float32Array(5));
  assert.equal([await sim.state.cells.v.read(), await sim.state.cells.gExc.read()], kept);
  const other = await compile(lifNetwork(), { dt: ms(0.5) });
  await sim.present(silence, { duration: ms(1), reset: [other.state.cells.v] }).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /present, reset: found "cells\.v" of another simulation/),
  );
  await sim.present(silence, { duration: ms(1), sample: { x: "cells.nothing" } }).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /sample "x": found "cells\.nothing", expected a subexpression/),
  );
  other.dispose();
  sim.dispose();
});

test("copies that start anew leave the network as it is, bit for bit: stored values, marks, what rounding leaves over", async () => {
  const drifting = neuron({
    equations: { "dx/dt": "1 / (1e6 * ms)", "dg/dt": "-g / (20 * ms)" },
    initial: { x: 1, g: uniform(0.1, 10) },
  });
  const [input, cells] = [poisson(40), population(50, drifting)];
  const rule = synapse({ onPre: { w: "clip(w + 0.001, 0, 1)" } });
  const wire = connect(input, cells, { to: "g", w: uniform(0, 0.3), plasticity: rule, normalize: 8 });
  const net = network({ input, cells, wire });
  const rates = { input: new Array(40).fill(60) };
  let executable: Executable | undefined;
  const backend: Backend = {
    ...wasm,
    compile: async (program) => {
      executable = await wasm.compile(program);
      return executable;
    },
  };
  const sim = await compile(net, { dt: ms(0.05), seed: 1, backend });
  await sim.present(rates, { duration: ms(20) });
  const before = await executable?.snapshot();
  const { x, g } = sim.state.cells;
  await sim.evaluate([rates, rates], { duration: ms(20), reset: [x, g, sim.state.wire.w] });
  assert.ok(before && before.size > 4);
  assert.equal(await executable?.snapshot(), before);
  sim.dispose();
});

test("a variable that starts anew starts as it did the first time: nothing that rounding left over stays", async () => {
  const drifting = neuron({ equations: { "dx/dt": "1 / (1e6 * ms)" }, initial: { x: 1 } });
  const sim = await compile(network({ cells: population(1, drifting) }), { dt: ms(0.05), backend: "wasm" });
  const { x } = sim.state.cells;
  const states: number[][] = [];
  // 1.19 steps of float32 each time, of which what is left over adds up.
  for (let run = 0; run < 8; run++) {
    const { samples } = await sim.present({}, { duration: ms(0.1), sample: { x }, reset: [x] });
    await sim.run(ms(0.05 * (run + 1)));
    states.push([...samples.x.values]);
  }
  for (const values of states) assert.equal(values, states[0]);
  sim.dispose();
});

test("rates over time: each piece has its own, the last one lasts, and pieces draw different numbers", async () => {
  const input = poisson(400);
  const cells = population(1, neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(10) } }));
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 0 }) });
  const sim = await compile(net, { dt: ms(0.5), seed: 3 });
  const rates = series([10, 100, 0, 40], { step: ms(50) });
  const { spikes } = await sim.present({ input: rates }, { duration: ms(300), record: ["input"] });
  const { offsets, indices } = spikes.input;
  const counts = [0, 1, 2, 3].map((n) => offsets[n < 3 ? 100 * (n + 1) : 600] - offsets[100 * n]);
  for (const [n, expected] of [200, 2000, 0, 2400].entries()) {
    assert.ok(Math.abs(counts[n] - expected) <= 4 * Math.sqrt(expected), `${counts[n]} for ${expected}`);
  }
  const rows = [new Array(400).fill(20), Float32Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : 20))];
  const half = await sim.present({ input: series(rows, { step: ms(100) }) }, { duration: ms(200), record: ["input"] });
  const late = half.spikes.input.indices.subarray(half.spikes.input.offsets[200]);
  assert.ok(late.length > 200 && late.every((i) => i >= 200));
  // Two equal pieces are not the same spikes.
  const equal = await sim.present(
    { input: series([30, 30], { step: ms(100) }) },
    { duration: ms(200), record: ["input"] },
  );
  const { offsets: at, indices: who } = equal.spikes.input;
  assert.not.equal([...who.subarray(0, at[200])], [...who.subarray(at[200])]);
  assert.ok(indices.length > 0);
  await sim.present({ input: series([10, 5000], { step: ms(10) }) }, { duration: ms(20) }).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /series, \[1\], rates\[0\]: found 5000 Hz/),
  );
  sim.dispose();
});

test("a variable that a synapse model names as plastic is frozen where nothing is learned, though it is transmitted", async () => {
  const model = {
    equations: { "du/dt": "(0.2 - u) / tau" },
    parameters: { tau: ms(50) },
    initial: { u: 0.5 },
    onPre: { u: "u + 0.1 * (1 - u)" },
    transmit: "w * u",
  } as const;
  const after = async (plastic: readonly "u"[], learning: boolean) => {
    const input = spikeSource(2);
    const cells = population(2, neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(10) } }));
    const wire = connect(input, cells, { to: "g", w: 1, plasticity: synapse({ ...model, plastic }) });
    const sim = await compile(network({ input, cells, wire }), { dt: ms(1) });
    const train = { steps: 4, neurons: 2, offsets: Int32Array.of(0, 2, 2, 4, 4), indices: Int32Array.of(0, 1, 0, 1) };
    await sim.present({ input: train }, { duration: ms(10), learning });
    const u = await sim.state.wire.u.read();
    sim.dispose();
    return u[0];
  };
  assert.is(await after(["u"], false), 0.5);
  assert.is(await after(["u"], true), await after([], false));
  assert.ok(Math.abs((await after([], false)) - 0.5) > 0.01);
});

test.run();
