import { suite } from "uvu";
import * as assert from "uvu/assert";
import { BackendError, compile, ms, mV, network, neuron, population } from "../../src/index.js";
import { rejected } from "../refused.js";
import { everyBackend } from "./everyBackend.js";

const test = suite("networks of many populations");
const backends = await everyBackend(test, "networks of many populations");

// More than fit into a byte.
const POPULATIONS = 260;
const cell = neuron({
  equations: { "dv/dt": "(20 * mV - v) / tau" },
  parameters: { tau: ms(10) },
  initial: { v: mV(0) },
  threshold: "v > 10 * mV",
  reset: { v: "0 * mV" },
});
const parts = Object.fromEntries(
  Array.from({ length: POPULATIONS }, (_, k) => [`cells${k}`, population(1 + (k % 3), cell)] as const),
);

for (const [name, backend] of backends) {
  // A kernel's arguments are 4 KiB at most, and so many do not fit: that is said, and is all that there is to it.
  if (backend.name === "cuda") {
    test(`${name}: ${POPULATIONS} populations are refused`, () =>
      rejected(() => compile(network(parts), { dt: ms(1), backend }), /260 populations .* at most 4096/, BackendError));
    continue;
  }
  test(`${name}: the spikes of the last of ${POPULATIONS} populations are recorded as its own`, async () => {
    const sim = await compile(network(parts), { dt: ms(1), backend });
    const record = ["cells0", "cells2", `cells${POPULATIONS - 1}`];
    const { counts, spikes } = await sim.present({}, { duration: ms(50), record });
    sim.dispose();
    // v reaches 10 mV after 10 ms · ln 2 = 6.93 ms: a spike in the seventh step, and every 7 steps again.
    for (const part of record) {
      const { size } = parts[part];
      assert.equal([...counts[part]], new Array(size).fill(7), part);
      const trains = Array.from({ length: 50 }, (_, k) => [
        ...spikes[part].indices.subarray(spikes[part].offsets[k], spikes[part].offsets[k + 1]),
      ]);
      const all = Array.from({ length: size }, (_, neuron) => neuron);
      assert.equal(
        trains,
        trains.map((_, k) => (k % 7 === 6 ? all : [])),
        part,
      );
    }
  });
}

test.run();
