import { rmSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  CheckpointError,
  compile,
  connect,
  derive,
  InputError,
  ms,
  mV,
  network,
  neuron,
  pA,
  pF,
  poisson,
  population,
  series,
  synapse,
  UnitError,
} from "../../src/index.js";
import { everyBackend } from "../backend/everyBackend.js";
import { refused, rejected } from "../refused.js";

const test = suite("parameters that are series in time");
const backends = await everyBackend(test, "series in time");

const membrane = {
  equations: { "dv/dt": "(vRest - v) / tau + iDrive / cMem" },
  parameters: { vRest: mV(-65), tau: ms(10), cMem: pF(100), iDrive: pA(0) },
  initial: { v: mV(-65) },
} as const;

/** The potential at the end of each step of dt under currents that hold for `hold` each, the last to the end. */
function expected(currents: readonly number[], hold: number, dt: number, steps: number): number[] {
  const values: number[] = [];
  for (let k = 0, v = -65; k < steps; k++) {
    const current = currents[Math.min(currents.length - 1, Math.floor((k * dt + 1e-9) / hold))];
    const limit = -65 + (current / 100) * 10;
    v = limit + (v - limit) * Math.exp(-dt / 10);
    values.push(v);
  }
  return values;
}

for (const [name, backend] of backends) {
  test(`${name}: step currents give the membrane's closed form at every step; each presentation begins anew`, async () => {
    const currents = [0, 200, -50, 300];
    const model = neuron({
      ...membrane,
      parameters: { ...membrane.parameters, iDrive: series(pA(currents), { step: ms(3) }) },
    });
    const sim = await compile(network({ cells: population(5, model) }), { dt: ms(0.5), backend });
    for (let presentation = 0; presentation < 2; presentation++) {
      const { samples } = await sim.run(ms(15), { sample: { v: sim.state.cells.v } });
      for (const [k, v] of expected(currents, 3, 0.5, 30).entries()) {
        const found = samples.v.values[k * 5 + 4];
        assert.ok(Math.abs(found - v) < 1e-4, `step ${k}: ${found} for ${v}`);
      }
      await sim.state.cells.v.write(mV(-65));
    }
    sim.dispose();
  });

  test(`${name}: each neuron has a series of its own`, async () => {
    const rows = Array.from({ length: 7 }, (_, k) => Array.from({ length: 21 }, (_, i) => 10 * ((3 * k + i) % 11)));
    const model = neuron({
      ...membrane,
      parameters: {
        ...membrane.parameters,
        iDrive: series(
          rows.map((row) => pA(row)),
          { step: ms(1) },
        ),
      },
    });
    const sim = await compile(network({ cells: population(21, model) }), { dt: ms(0.5), backend });
    await sim.run(ms(9));
    for (const [i, v] of (await sim.state.cells.v.read()).entries()) {
      const [last] = expected(
        rows.map((row) => row[i]),
        1,
        0.5,
        18,
      ).slice(-1);
      assert.ok(Math.abs(v - last) < 1e-4, `${i}: ${v} for ${last}`);
    }
    sim.dispose();
  });

  test(`${name}: step by step, with a hook, it is the same series`, async () => {
    const model = neuron({
      equations: { "dn/dt": "0 * n / tau" },
      parameters: { tau: ms(1), amount: series([1, 10, 100], { step: ms(2) }) },
      events: { always: { condition: "n >= 0", set: { n: "n + amount" } } },
    });
    const sim = await compile(network({ cells: population(2, model) }), { dt: ms(1), backend });
    await sim.run(ms(7), { onStep: () => {} });
    assert.equal([...(await sim.state.cells.n.read())], [322, 322]);
    sim.dispose();
  });
}

test("a schedule of rewards reaches all synapses: w follows ∫ reward dt", async () => {
  const rule = synapse({
    equations: { "dw/dt": "rate * reward / ms" },
    parameters: { rate: 0.01, reward: series([0, 1, 0, -0.5], { step: ms(10) }) },
    bounds: { w: [0, 1] },
  });
  const [input, cells] = [
    poisson(3),
    population(2, neuron({ equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(5) } })),
  ];
  const w = [0.5, 0.6, 0.7, 0.8, 0.9, 0.4];
  const net = network({ input, cells, wire: connect(input, cells, { to: "v", w, plasticity: rule }) });
  const sim = await compile(net, { dt: ms(0.5), backend: "wasm" });
  await sim.run(ms(60));
  for (const [s, x] of (await sim.state.wire.w.read()).entries()) {
    // Up by 0.1, but no further than 1, then down for 30 ms, as the last value holds to the end.
    const end = Math.min(1, w[s] + 0.1) - 0.15;
    assert.ok(Math.abs(x - end) < 1e-5, `${s}: ${x} for ${end}`);
  }
  sim.dispose();
});

test("subexpressions that read one are sampled with its value at the end of the step", async () => {
  const model = neuron({
    equations: { "dv/dt": "(drive - v) / tau", pull: "drive - v * 0" },
    parameters: { tau: ms(1), drive: series([1, 2, 3], { step: ms(1) }) },
  });
  const sim = await compile(network({ cells: population(1, model) }), { dt: ms(0.5), backend: "wasm" });
  const { samples } = await sim.run(ms(3), { sample: { pull: "cells.pull" } });
  assert.equal([...samples.pull.values], [1, 2, 2, 3, 3, 3]);
  sim.dispose();
});

test("what is added keeps the exact method; what is multiplied is computed in every step", () => {
  const at = (parameters: Record<string, unknown>) =>
    derive(
      neuron({
        equations: { "dv/dt": "(i - v) / tau", "di/dt": "(drive - i) / tauI" },
        parameters: parameters as never,
      }),
      { dt: ms(0.5) },
    );
  assert.is(at({ tau: ms(10), tauI: ms(3), drive: series([1, 2], { step: ms(1) }) }).method, "exact");
  assert.is(at({ tau: series(ms([10, 5]), { step: ms(1) }), tauI: ms(3), drive: 1 }).method, "exponentialEuler");
});

test("checkpoints belong to the values of a series", async () => {
  const open = (currents: number[]) => {
    const model = neuron({
      ...membrane,
      parameters: { ...membrane.parameters, iDrive: series(pA(currents), { step: ms(3) }) },
    });
    return compile(network({ cells: population(2, model) }), { dt: ms(0.5), backend: "wasm" });
  };
  const path = `${process.env.TMPDIR ?? "/tmp"}/series-${process.pid}.safetensors`;
  const [first, same, other] = [await open([1, 2]), await open([1, 2]), await open([1, 3])];
  await first.run(ms(2));
  await first.save(path);
  await same.restore(path);
  assert.equal(await same.state.cells.v.read(), await first.state.cells.v.read());
  await rejected(other.restore(path), /other equations, constants or events/, CheckpointError);
  rmSync(path);
  for (const sim of [first, same, other]) sim.dispose();
});

test("wrong use is refused before work starts", async () => {
  refused(() => series([], { step: ms(1) }), /series: found an array, expected an array of numbers/, InputError);
  refused(() => series([[1], []], { step: ms(1) }), /series, \[1\]: found no values, expected one/, InputError);
  refused(() => series([1, Number.NaN], { step: ms(1) }), /series, \[1\], \[0\]: found NaN/, InputError);
  refused(
    () => series([pA([1, 2]), mV([1, 2])], { step: ms(1) }),
    /series, \[1\]: found mV, expected pA, the unit of the first/,
    InputError,
  );
  refused(() => series([1, 2], { step: ms(0) }), /series, step: found 0 ms/, InputError);
  const withDrive = (drive: ReturnType<typeof series>) =>
    neuron({ ...membrane, parameters: { ...membrane.parameters, iDrive: drive } });
  refused(() => withDrive(series(mV([1, 2]), { step: ms(1) })), /mV/, UnitError);
  refused(() => withDrive(series([pA([1, 2]), pA([1])], { step: ms(1) })), /series, \[1\]: found 1 values, expected 2/);
  const compiled = (drive: ReturnType<typeof series>) =>
    compile(network({ cells: population(3, withDrive(drive)) }), { dt: ms(0.5), backend: "reference" });
  await rejected(
    compiled(series([pA([1, 2])], { step: ms(1) })),
    /"iDrive": found a series of 2 values in each row, expected one for all, or one for each of 3/,
  );
  await rejected(
    compiled(series(pA([1, 2]), { step: ms(0.7) })),
    /a series in steps of 0.7 ms, expected a multiple of the step, 0.5 ms/,
  );
  const sim = await compile(network({ cells: population(3, withDrive(series(pA([1]), { step: ms(1) }))) }), {
    dt: ms(0.5),
    backend: "reference",
  });
  // @ts-expect-error a series cannot be written
  assert.is(sim.state.cells.iDrive, undefined);
  sim.dispose();
  const input = poisson(2);
  const cells = population(2, neuron(membrane));
  const source = await compile(network({ input, cells, wire: connect(input, cells, { to: "v", w: mV(1) }) }), {
    dt: ms(0.5),
    backend: "reference",
  });
  await rejected(
    () => source.present({ input: series(pA([1, 2]), { step: ms(5) }) }, { duration: ms(10) }),
    /found a series in pA, expected plain numbers: rates are in Hz/,
    InputError,
  );
  source.dispose();
});

test.run();
