import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  avgPool,
  compile,
  connect,
  convolution,
  lif,
  maxPool,
  ms,
  type Network,
  network,
  neuron,
  type Pattern,
  pA,
  pairs,
  population,
  type Simulation,
  spikeSource,
  spikeTrain,
  synapse,
} from "../../src/index.js";
import { everyBackend } from "./everyBackend.js";

const backends = await everyBackend(test, "slow changes");

/** What 32 bits round away of a value near 1: an increment of it changes nothing. */
const TINY = 5e-8;
const STEPS = 100;
/** Half a unit in the last place of numbers from 1 to 2, and as much for what is read as the nearest number. */
const NEAR = 1.2e-7;

/** A spike of every neuron in every step. */
const volley = (steps: number, neurons: number) =>
  spikeTrain(
    Array.from({ length: steps * neurons }, (_, i) => ({ step: Math.floor(i / neurons), neuron: i % neurons })),
    { steps, neurons },
  );

async function read(sim: Simulation, name: string): Promise<number[]> {
  const [part, variable] = name.split(".");
  const state = sim.state as Record<string, Record<string, { read(): Promise<Float32Array> }>>;
  return Array.from(await state[part][variable].read());
}

function near(found: readonly number[], right: readonly number[], what: string): void {
  assert.is(found.length, right.length);
  const wrong = found.findIndex((x, i) => !(Math.abs(x - right[i]) <= NEAR));
  assert.is(wrong, -1, `${what}, [${wrong}]: found ${found[wrong]}, expected ${right[wrong]}`);
}

/** Cells that fire in every step, and count 5e-8 up at each spike; a variable that keeps what synapses add. */
const cell = neuron({
  equations: { "dq/dt": "0 / ms", "dg/dt": "0 / ms", "dr/dt": "(0.5 - r) / ms" },
  initial: { q: 1, g: 1 },
  threshold: "r >= 0",
  reset: { q: "q + 5e-8" },
});

const grid = { input: [2, 1, 1], size: [1, 1] } as const;
const patterns: Readonly<Record<string, { readonly pattern: Pattern; readonly perCell: number }>> = {
  dense: { pattern: "dense", perCell: 2 },
  oneToOne: { pattern: "oneToOne", perCell: 1 },
  pairs: { pattern: pairs([0, 1, 1], [0, 0, 1]), perCell: Number.NaN },
  convolution: { pattern: convolution({ ...grid, filters: 1 }), perCell: 1 },
  maxPool: { pattern: maxPool(grid), perCell: 1 },
  avgPool: { pattern: avgPool(grid), perCell: 1 },
};

for (const [name, backend] of backends) {
  const run = async (net: Network<never>, dt: number, steps = STEPS) => {
    const sim = (await compile(net, { dt: ms(dt), backend })) as Simulation;
    const parts = Object.entries(net.parts as Record<string, { kind: string; size: number }>);
    const sources = parts.filter(([, part]) => part.kind === "source").map(([key, part]) => [key, part.size] as const);
    const input = Object.fromEntries(sources.map(([key, size]) => [key, volley(steps, size)]));
    await sim.present(input as never, { duration: ms(steps * dt) });
    return sim;
  };

  test(`${name}: a slow drift, one value for all and one for each neuron`, async () => {
    const drift = neuron({ equations: { "dx/dt": "1 / (1e6 * ms)" }, initial: { x: 1 } });
    const drifts = neuron({
      equations: { "dx/dt": "1 / tau" },
      parameters: { tau: ms([1e6, 2e6, 5e5]) },
      initial: { x: [1, 1, 1.2] },
    });
    const sim = await run(network({ one: population(1, drift), each: population(3, drifts) }) as never, 0.05);
    near(await read(sim, "one.x"), [1 + STEPS * TINY], "x");
    near(await read(sim, "each.x"), [1 + STEPS * TINY, 1 + (STEPS * TINY) / 2, 1.2 + 2 * STEPS * TINY], "x");
    sim.dispose();
  });

  test(`${name}: a slow relaxation to another variable, by every method`, async () => {
    const methods = [undefined, "euler", "exponentialEuler", "exponentialMidpoint", "rk4", "exact"] as const;
    const cells = methods.flatMap((method, i) =>
      [ms(1e6), ms([1e6, 1e7])].map((tau, several) => {
        const relaxing = neuron({
          equations: { "dc/dt": "(v - c) / tau", "dv/dt": "0 / ms" },
          parameters: { tau },
          initial: { c: 0.5, v: 1 },
          method,
        });
        return [`cells${i}${several}`, population(1 + several, relaxing)] as const;
      }),
    );
    const sim = await run(network(Object.fromEntries(cells)) as never, 0.05);
    const right = (tau: number) => 1 - 0.5 * Math.exp((-STEPS * 0.05) / tau);
    for (const [i, method] of methods.entries()) {
      near(await read(sim, `cells${i}0.c`), [right(1e6)], `c by ${method}`);
      near(await read(sim, `cells${i}1.c`), [right(1e6), right(1e7)], `c by ${method}`);
    }
    sim.dispose();
  });

  test(`${name}: tiny increments at spikes, of neurons, rows, columns and synapses`, async () => {
    const rule = synapse({
      equations: { "da/dt": "0 / ms", "db/dt": "0 / ms", "dk/dt": "0 / ms" },
      initial: { a: 1, b: 1, k: [1, 1, 1, 1] },
      transmit: "0",
      onPre: { w: "clip(w + 5e-8, 0, 1.5)", a: "a + 5e-8", k: "k * (1 - 5e-8)" },
      onPost: { w: "min(w * 1.0000001, 1.5)", b: "b + 5e-8" },
    });
    const [input, cells] = [spikeSource(2), population(2, cell)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: rule }) });
    const sim = await run(net as never, 1);
    near(await read(sim, "cells.q"), [1 + STEPS * TINY, 1 + STEPS * TINY], "reset");
    near(await read(sim, "wire.a"), [1 + STEPS * TINY, 1 + STEPS * TINY], "row");
    near(await read(sim, "wire.b"), [1 + STEPS * TINY, 1 + STEPS * TINY], "column");
    near(await read(sim, "wire.k"), Array(4).fill((1 - TINY) ** STEPS), "synapse");
    let w = 1;
    for (let k = 0; k < STEPS; k++) w = (w + TINY) * 1.0000001;
    near(await read(sim, "wire.w"), Array(4).fill(w), "weight");
    sim.dispose();
  });

  test(`${name}: what synapses change by themselves, slowly: rows, columns and synapses`, async () => {
    const rule = synapse({
      equations: {
        "da/dt": "(1 - a) / tau",
        "db/dt": "post.r / tau",
        "dk/dt": "(w - k) / tau",
        "dm/dt": "post.r / tau",
      },
      parameters: { tau: ms(1e7) },
      initial: { a: 0.5, b: 1, k: 0.5, m: [1, 1, 1, 1] },
      transmit: "0 * w * a",
      onPre: { a: "a * 0.9999999" },
      onPost: { b: "b * 0.9999999" },
    });
    const [input, cells] = [spikeSource(2), population(2, cell)];
    for (const pattern of ["dense", pairs([0, 1, 1, 0], [0, 0, 1, 1])] as const) {
      const net = network({
        input,
        cells,
        wire: connect(input, cells, { to: "g", w: [1, 1, 1, 1], plasticity: rule, pattern }),
      });
      const sim = await run(net as never, 1);
      let [a, b, r, m] = [0.5, 1, 0, 1];
      for (let k = 0; k < STEPS; k++) {
        a = (1 - (1 - a) * Math.exp(-1e-7)) * 0.9999999;
        [b, m] = [(b + r * 1e-7) * 0.9999999, m + r * 1e-7];
        r = 0.5 - (0.5 - r) * Math.exp(-1);
      }
      near(await read(sim, "wire.a"), [a, a], "row");
      near(await read(sim, "wire.b"), [b, b], "column");
      near(await read(sim, "wire.m"), [m, m, m, m], "synapse, from the neuron");
      const k = 1 - 0.5 * Math.exp(-STEPS * 1e-7);
      near(Array.from(new Set(await read(sim, "wire.k"))), [k], "of the weight");
      sim.dispose();
    }
  });

  test(`${name}: tiny inputs to a variable that keeps them, by every pattern`, async () => {
    for (const [kind, { pattern, perCell }] of Object.entries(patterns)) {
      const [input, cells] = [spikeSource(2), population(2, cell)];
      const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: TINY, pattern }) });
      const sim = await run(net as never, 1);
      const counts = kind === "pairs" ? [2, 1] : [perCell, perCell];
      near(
        await read(sim, "cells.g"),
        counts.map((n) => 1 + n * STEPS * TINY),
        kind,
      );
      sim.dispose();
    }
    const cells = population(3, cell);
    const net = network({ cells, wire: connect(cells, cells, { to: "g", w: TINY, pattern: "allButSelf" }) });
    const sim = await run(net as never, 1);
    near(await read(sim, "cells.g"), Array(3).fill(1 + 2 * STEPS * TINY), "allButSelf");
    sim.dispose();
  });

  test(`${name}: a slow decay that takes tiny increments, of spikes and of inputs`, async () => {
    const fading = neuron({
      equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau", "dr/dt": "(0.5 - r) / ms" },
      parameters: { tau: ms(1e8) },
      initial: { x: 1, y: 1 },
      threshold: "r >= 0",
      reset: { x: "x + 5e-8" },
    });
    const [input, cells] = [spikeSource(1), population(1, fading)];
    const sim = await run(network({ input, cells, wire: connect(input, cells, { to: "y", w: TINY }) }) as never, 1);
    let x = 1;
    for (let k = 0; k < STEPS; k++) x = x * Math.exp(-1e-8) + TINY;
    near([...(await read(sim, "cells.x")), ...(await read(sim, "cells.y"))], [x, x], "x and y");
    sim.dispose();
  });

  test(`${name}: what rounding leaves over goes on from a snapshot, bit for bit, and is gone after a write`, async () => {
    const drift = neuron({ equations: { "dx/dt": "1 / (1e6 * ms)" }, initial: { x: 1 } });
    const sim = await compile(network({ c: population(2, drift) }), { dt: ms(0.01), backend });
    const go = (steps: number) => sim.present({}, { duration: ms(steps * 0.01) });
    const values = async () => Array.from(await sim.state.c.x.read());
    const folder = await mkdtemp(join(tmpdir(), "slow-"));
    await go(5);
    await sim.save(join(folder, "a.safetensors"));
    await go(25);
    const first = await values();
    await sim.restore(join(folder, "a.safetensors"));
    await go(25);
    assert.equal(await values(), first);
    near(first, [1 + 3e-7, 1 + 3e-7], "x");
    await sim.state.c.x.write([1, 1]);
    await go(5);
    assert.equal(await values(), [Math.fround(1 + 5e-8), Math.fround(1 + 5e-8)]);
    await rm(folder, { recursive: true });
    sim.dispose();
  });

  test(`${name}: copies learn increments that are tiny for each of them`, async () => {
    for (const combine of ["sum", "mean"] as const) {
      const rule = synapse({ transmit: "0", onPre: { w: "clip(w + 5e-8, 0, 1.5)" } });
      const [input, cells] = [spikeSource(1), population(1, cell)];
      const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: rule }) });
      const sim = await compile(net, { dt: ms(1), backend });
      for (let batch = 0; batch < 8; batch++) {
        const inputs = [1, 2, 3].map((n) => ({ input: volley(n, 1) }));
        await sim.learnBatch(inputs, { duration: ms(3), combine });
      }
      const spikes = combine === "sum" ? 8 * 6 : 8 * 2;
      near(await read(sim as never, "wire.w"), [1 + spikes * TINY], combine);
      sim.dispose();
    }
  });
}

test("changes that are lost and are no sum by their form are warned of", async () => {
  const warnings = async (w: string) => {
    const rule = synapse({ onPre: { w } });
    const [input, cells] = [spikeSource(1), population(1, cell)];
    const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: rule }) });
    const sim = await compile(net, { dt: ms(1), backend: "wasm" });
    sim.dispose();
    return sim.warnings;
  };
  const [found, ...more] = await warnings("sqrt(w * w + 1e-9)");
  assert.match(found, /"wire.w": found an assignment that changes it by about 5.0e-10 from 1.0, .* "w \+ change"/);
  assert.equal(more, []);
  for (const kept of ["sqrt(w * w + 1)", "w + 5e-10", "clip(w - 5e-10, 0, 2)", "w", "0.5"]) {
    assert.equal(await warnings(kept), [], kept);
  }
});

test("wasm: just above rheobase, a leaky integrator fires at its closed form at every step; just below, it comes to rest", async () => {
  for (const dt of [0.1, 0.05, 0.02, 0.01, 0.005]) {
    const at = (current: number) => neuron({ ...lif, parameters: { ...lif.parameters, iDrive: pA(current) } });
    const parts = { below: population(1, at(50)), above: population(1, at(151)) };
    const sim = await compile(network(parts), { dt: ms(dt), backend: "wasm" });
    const { spikes } = await sim.run(ms(500), { record: ["above"] });
    const { offsets } = spikes.above;
    const steps = Array.from({ length: spikes.above.steps }, (_, k) => k).filter((k) => offsets[k + 1] > offsets[k]);
    const [last, before] = [steps.at(-1) ?? 0, steps.at(-2) ?? 0];
    // 2 ms of refractoriness, and tau · ln(151 / (151 − 150)); a spike waits for the end of its step.
    const interval = 2 + 20 * Math.log(151);
    const late = (last - before) * dt - interval;
    assert.ok(late > -0.06 && late < dt + 0.06, `${dt} ms: ${interval + late} ms, expected ${interval}`);
    const [rest] = await sim.state.below.v.read();
    assert.ok(Math.abs(rest + 60) < 0.001, `${dt} ms: ${rest} mV`);
    sim.dispose();
  }
});

test("wasm: the four examples at full length", async () => {
  const course = async (
    equations: Record<string, string>,
    initial: Record<string, number>,
    dt: number,
    steps: number,
  ) => {
    const model = neuron({ equations, initial } as never);
    const sim = (await compile(network({ c: population(1, model) }), { dt: ms(dt), backend: "wasm" })) as Simulation;
    await sim.present({}, { duration: ms(dt * steps) });
    const [x] = await read(sim, "c.x");
    sim.dispose();
    return x;
  };
  assert.is(await course({ "dx/dt": "1 / (1e6 * ms)" }, { x: 1 }, 0.05, 2e6), Math.fround(1.1));
  const relaxed = await course({ "dx/dt": "(v - x) / (1e6 * ms)", "dv/dt": "0 / ms" }, { x: 0.5, v: 1 }, 0.05, 2e6);
  near([relaxed], [1 - 0.5 * Math.exp(-0.1)], "c");
  assert.is(await course({ "dx/dt": "1 / (10 * ms)" }, {}, 0.1, 1e6), 10_000);
  const rule = synapse({ onPre: { w: "w + 5e-8" } });
  const [input, cells] = [spikeSource(1), population(1, neuron({ equations: { "dg/dt": "-g / ms" } }))];
  const net = network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, plasticity: rule }) });
  const sim = await compile(net, { dt: ms(1), backend: "wasm" });
  await sim.present({ input: volley(1e5, 1) }, { duration: ms(1e5) });
  near(Array.from(await sim.state.wire.w.read()), [1.005], "w");
});

test.run();
