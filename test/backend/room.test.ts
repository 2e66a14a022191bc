import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkRoom } from "../../src/backend/room.js";
import { BackendError, connect, ms, mV, network, neuron, population, sparse, uniform } from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { refused } from "../refused.js";

const cells = population(
  1000,
  neuron({
    equations: { "dv/dt": "-v / tau" },
    parameters: { tau: ms(10) },
    threshold: "v > 10 * mV",
    reset: { v: "0 * mV" },
  }),
);
const wire = connect(cells, cells, { to: "v", w: uniform(mV(0), mV(1)), pattern: sparse({ probability: 0.5 }) });
const { program } = lower(network({ cells, wire }), { dt: 1, seed: 1 });

test("a network whose values do not fit into the memory is refused with its size; one that just fits is not", () => {
  // 500,000 weights of 8 bytes, twice while they are made, and 4 bytes of a list for each synapse; the rest is little.
  const needed = 500_000 * (2 * 8 + 4);
  const check = (memory: number) => checkRoom("reference", program, 8, memory);
  refused(
    () => check(0.98 * needed),
    /^reference: the network needs about 0\.0093\d GiB of memory, but this machine has 0\.0091\d GiB/,
    BackendError,
  );
  assert.not.throws(() => check(1.02 * needed));
});

test.run();
