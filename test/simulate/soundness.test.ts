import { test } from "uvu";
import * as assert from "uvu/assert";
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
} from "../../src/index.js";
import { everyBackend } from "../backend/everyBackend.js";

const backends = await everyBackend(test, "values that go wrong");

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
    assert.match(message, /^present, presentation 1: found values that became infinite or NaN: "cells.x" \[2\]/);
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
    assert.match(
      await failure(sim.learnBatch([shown, shown], options)),
      /^learnBatch, presentation 1: .*"wire.w" \[0\]/,
    );
    assert.equal([...(await sim.state.wire.w.read())], [2, 5, 6]);
    assert.match(await failure(sim.present(shown, options)), /^present, presentation 3: .*"wire.w" \[0\]/);
    sim.dispose();
  });
}

test("each call names itself; where a hook looks at every step, the step is told", async () => {
  const sim = await compile(network({ cells: population(5, growing) }), { dt: ms(1), backend: "wasm" });
  assert.match(await failure(sim.evaluate([{}], { duration: ms(40) })), /^evaluate, presentation 0: found/);
  assert.match(
    await failure(sim.present({}, { duration: ms(40), onStep() {} })),
    /^present, presentation 1, step \d+: /,
  );
  await sim.reset();
  assert.match(await failure(sim.run(ms(40))), /^run, presentation 0: found/);
  await sim.reset();
  const stepping = async () => {
    for (let k = 0; k < 40; k++) await sim.step();
  };
  assert.match(await failure(stepping()), /^step, presentation \d+: found/);
  sim.dispose();
});

test.run();
