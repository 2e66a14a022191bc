import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  compile,
  connect,
  convolution,
  ms,
  network,
  neuron,
  population,
  spikeSource,
  spikeTrain,
  synapse,
} from "../../src/index.js";
import { rejected } from "../refused.js";
import { everyBackend } from "./everyBackend.js";

const backends = await everyBackend(test, "filters that learn");
const tau = ms(10);
/** Spikes in the step after the one in which enough has arrived. */
const relay = neuron({
  equations: { "dg/dt": "-g / tauG" },
  parameters: { tauG: ms(1) },
  threshold: "g > 0.5",
  reset: { g: "0" },
});
const pattern = convolution({ input: [1, 6, 1], filters: 2, size: [1, 3] });
const rule = (up: number) =>
  synapse({
    equations: { "dx/dt": "-x / tau" },
    parameters: { tau, up, down: 0.03 },
    onPre: { x: "1", w: "clip(w - down * w, 0, 1)" },
    onPost: { w: "clip(w + up * x * (1 - w), 0, 1)" },
  });
/** All six pixels at once. */
const shown = spikeTrain(
  [0, 1, 2, 3, 4, 5].map((pixel) => ({ step: 0, neuron: pixel })),
  { steps: 3, neurons: 6, dt: ms(1) },
);
/** Of the first filter 0.6, which suffices for a spike, of the second 0.1, which does not: [height, width, channels, filters]. */
const W = [0.6, 0.1, 0.6, 0.1, 0.6, 0.1];

async function learned(up: number, options: { normalize?: number } = {}) {
  const found: [string, number[], number[]][] = [];
  for (const [name, backend] of backends) {
    const [input, cells] = [spikeSource(6), population([1, 4, 2], relay)];
    const wire = connect(input, cells, { to: "g", w: W, pattern, plasticity: rule(up), ...options });
    const sim = await compile(network({ input, cells, wire }), { dt: ms(1), backend, seed: 1 });
    const { counts } = await sim.present({ input: shown }, { duration: ms(3) });
    const first = [...(await sim.state.wire.w.read())];
    // Normalized, the second filter suffices too: 0.5 for each pixel.
    const second = options.normalize ? 1 : 0;
    assert.equal([...counts.cells], [1, second, 1, second, 1, second, 1, second], name);
    await sim.present({}, { duration: ms(1), learning: false });
    found.push([name, first, [...(await sim.state.wire.w.read())]]);
    sim.dispose();
  }
  return found;
}

const near = (found: readonly number[], expected: readonly number[], what: string) => {
  for (const [i, x] of expected.entries())
    assert.ok(Math.abs(found[i] - x) < 1e-6, `${what}, [${i}]: ${found[i]} for ${x}`);
};

test("four places change a filter at once: w(1 − 4·down), then + 4·up·e^(−1/10)·(1 − w); the silent filter only sinks", async () => {
  const after = 0.6 * (1 - 4 * 0.03);
  const potentiated = after + 4 * 0.1 * Math.exp(-1 / 10) * (1 - after);
  for (const [name, first, second] of await learned(0.1)) {
    near(
      first,
      [0, 1, 2].flatMap(() => [potentiated, 0.1 * (1 - 4 * 0.03)]),
      name,
    );
    assert.equal(second, first, `${name}: a presentation that does not learn has changed weights`);
  }
});

test("a sum of changes that each stay within the bounds stays within them too", async () => {
  for (const [name, first] of await learned(0.9))
    near(
      first,
      [0, 1, 2].flatMap(() => [1, 0.088]),
      name,
    );
});

test("normalize holds for each filter: the next presentation begins with weights that sum to it, in their proportions", async () => {
  for (const [name, first, second] of await learned(0.1, { normalize: 1.5 })) {
    for (const filter of [0, 1]) {
      const [before, after] = [first, second].map((w) => w.filter((_, i) => i % 2 === filter));
      const total = before.reduce((sum, x) => sum + x, 0);
      assert.ok(Math.abs(total - 1.5) > 0.01, `${name}: filter ${filter} has not learned`);
      near(
        after,
        before.map((x) => (1.5 * x) / total),
        `${name}, filter ${filter}`,
      );
    }
  }
});

test("the state has the filters' shape; a checkpoint has the marks of filters", async () => {
  const [input, cells] = [spikeSource(6), population([1, 4, 2], relay)];
  const wire = connect(input, cells, { to: "g", w: W, pattern, plasticity: rule(0.1), normalize: 1 });
  const compiled = () => compile(network({ input, cells, wire }), { dt: ms(1), backend: "wasm", seed: 1 });
  const [sim, other] = [await compiled(), await compiled()];
  await sim.present({ input: shown }, { duration: ms(3), sample: { w: sim.state.wire.w } });
  const tensor = await sim.state.wire.w.tensor();
  assert.equal(tensor.shape, [1, 3, 1, 2]);
  tensor.dispose();
  const file = join(mkdtempSync(join(tmpdir(), "filters-")), "state.safetensors");
  await sim.save(file);
  await other.restore(file);
  rmSync(dirname(file), { recursive: true });
  for (const each of [sim, other]) await each.present({ input: shown }, { duration: ms(3) });
  assert.equal(await other.state.wire.w.read(), await sim.state.wire.w.read());
  for (const each of [sim, other]) each.dispose();
});

test("what shared weights cannot do is an error with the place and the way around", async () => {
  const [input, cells] = [spikeSource(6), population([1, 4, 2], relay)];
  const compiled = (given: object) => {
    const wire = connect(input, cells, { to: "g", w: 0.1, pattern, ...given } as never);
    return compile(network({ input, cells, wire }), { dt: ms(1), backend: "reference" });
  };
  const refused = (given: object, text: RegExp) => rejected(() => compiled(given), text);
  await refused(
    { plasticity: synapse({ onPre: { w: "w + post.g" } }) },
    /found "post\.g" in the events of arriving spikes.*local\(…\)/,
  );
  await refused(
    { plasticity: synapse({ equations: { "dw/dt": "post.g / ms" } }) },
    /found "cells\.g" in the equation.*local\(…\)/,
  );
  await refused({ plasticity: synapse({ equations: { "dw/dt": "j / ms" } }) }, /found an index in the equation/);
});

test.run();
