import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backend/backend.js";
import { reference } from "../../src/backend/reference/reference.js";
import { tensor } from "../../src/backend/tensor/tensor.js";
import { wasm } from "../../src/backend/wasm/wasm.js";
import {
  compile,
  connect,
  ms,
  NumericalError,
  network,
  neuron,
  pairs,
  population,
  spikeSource,
  spikeTrain,
  synapse,
  useTfjs,
} from "../../src/index.js";
import { openHost } from "../cuda/host/host.js";
import { skip } from "../skip.js";

await useTfjs("cpu");
const backends = new Map<string, Backend>([
  ["reference", reference],
  ["wasm", wasm],
  ["tensor", tensor],
]);
const host = openHost();
if (typeof host === "string") skip(test, "values that go wrong in CUDA C", host);
else {
  backends.set("cuda", host.backend({ shape: { barrier: "grid", blocks: 2, threads: 4 } }));
  test.after(host.dispose);
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.instance(error, NumericalError);
  return (error as Error).message;
}

/** Grows without end where x is above 1: dx/dt = x² − x. */
const growing = neuron({
  equations: { "dx/dt": "(x * x - x) / ms", "dy/dt": "-y / ms" },
  initial: { x: [0.5, 0.5, 3, 0.5, 2], y: 1 },
  method: "euler",
});
const volley = spikeTrain(
  [
    { step: 0, neuron: 0 },
    { step: 0, neuron: 1 },
  ],
  { steps: 1, neurons: 2 },
);

for (const [name, backend] of backends) {
  test(`${name}: a variable that grows without end is named, with the neuron, and the rest goes on`, async () => {
    const sim = await compile(network({ cells: population(5, growing) }), { dt: ms(1), backend });
    await sim.present({}, { duration: ms(2) });
    const message = await failure(sim.present({}, { duration: ms(40) }));
    assert.match(message, /^present, presentation 1: found values that became infinite or no number: "cells.x" \[2\]/);
    assert.match(message, /Use a step shorter than 1 ms/);
    assert.not.match(message, /cells.y/);
    await sim.reset();
    await sim.present({}, { duration: ms(2) });
    sim.dispose();
  });

  test(`${name}: so is a synapse, by its place in the declaration, and copies that fail leave the network as it was`, async () => {
    const rule = synapse({ transmit: "0", onPre: { w: "w / (w - 2)" } });
    const cell = neuron({ equations: { "dg/dt": "-g / ms" } });
    const [input, cells] = [spikeSource(2), population(2, cell)];
    const wire = connect(input, cells, {
      to: "g",
      w: [2, 5, 6],
      plasticity: rule,
      pattern: pairs([1, 0, 0], [0, 1, 0]),
    });
    const sim = await compile(network({ input, cells, wire }), { dt: ms(1), backend });
    const [shown, options] = [{ input: volley }, { duration: ms(1) }];
    await sim.evaluate([shown], options);
    assert.match(await failure(sim.learnBatch([shown, shown], options)), /"wire.w" \[0\]/);
    assert.equal([...(await sim.state.wire.w.read())], [2, 5, 6]);
    assert.match(await failure(sim.present(shown, options)), /presentation 3: .*"wire.w" \[0\]/);
    sim.dispose();
  });
}

test("where a hook looks at every step, the step is told", async () => {
  const sim = await compile(network({ cells: population(5, growing) }), { dt: ms(1), backend: "wasm" });
  const message = await failure(sim.present({}, { duration: ms(40), onStep() {} }));
  assert.match(message, /presentation 0, step \d+: /);
  sim.dispose();
});

test.run();
