import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluation } from "../../src/backend/reference/evaluate.js";
import {
  connect,
  diehlCook2015,
  ms,
  network,
  neuron,
  pairStdp,
  population,
  type SynapseModel,
  softStdp,
  spikeSource,
  synapse,
  tripletStdp,
  uniform,
  type Value,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import type { Field } from "../../src/program/program.js";
import { readsOf } from "../../src/program/value.js";
import { Dice } from "../backend/dice.js";

import { randomNetwork } from "../backend/randomNetwork.js";

const OPTIONS = { dt: 0.5, seed: 1, flush: 1e-20 };
const cell = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });

function guardOf(plasticity: SynapseModel, w: Value = uniform(0, 1), normalize?: number): string | undefined {
  const [input, cells] = [spikeSource(3), population(2, cell)];
  const { program } = lower(
    network({ input, cells, wire: connect(input, cells, { to: "g", w, plasticity, normalize }) }),
    OPTIONS,
  );
  return program.learning.projections[0].guard?.name;
}

const nothing = () => () => Number.NaN;
const still = { read: nothing, index: nothing, draw: nothing, table: () => [], interval: nothing, time: () => 0 };

test("where depression is proportional to a postsynaptic trace, that trace guards it", () => {
  const { program } = lower(diehlCook2015({ neurons: 4, pixels: 9 }), OPTIONS);
  const guards = program.learning.projections.map((step) => step.guard?.name);
  assert.equal(guards, ["inputToExc.xPost1", undefined, undefined]);
  assert.is(guardOf(synapse(pairStdp)), "wire.xPost");
  assert.is(guardOf(synapse(pairStdp), uniform(0, 1), 2), "wire.xPost", "normalization keeps the bound");
  assert.is(guardOf(synapse(softStdp)), "wire.xPost");
  assert.is(guardOf(synapse(tripletStdp)), "wire.xPost1");
});

test("no guard where a weight may lie beyond a bound that the event would cut it at", () => {
  assert.is(guardOf(synapse(pairStdp), [0, 0.5, 1, 1.1, 0, 0]), undefined);
  assert.is(guardOf(synapse(pairStdp), [0, 0.5, 1, -0.1, 0, 0]), undefined);
  for (const [w, outside] of [
    ["min(w - 0.1 * xPost, 1)", 1.1],
    ["max(w - 0.1 * xPost, 0.2)", 0.1],
  ] as const) {
    const cut = synapse({ ...pairStdp, onPre: { w, xPre: "1" }, onPost: { xPost: "1" } });
    assert.is(guardOf(cut, [0.3, 0.3, 0.3, 0.3, 0.3, outside]), undefined, w);
  }
  const onPost = { w: "w + 0.1 * xPre", xPost: "xPost + 1" };
  assert.is(guardOf(synapse({ ...pairStdp, onPost })), undefined, "potentiation passes wMax");
  const onPre = { w: "max(w - 0.1 * xPost, 0)", xPre: "1" };
  assert.is(guardOf(synapse({ ...pairStdp, onPre, onPost })), "wire.xPost", "only the lower bound is cut");
});

test("no guard where the weight changes whatever the trace, or where the trace does not decay to 0", () => {
  const parameters = { tau: ms(20) };
  const equations = { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau" };
  const post = { xPost: "1" };
  assert.is(guardOf(synapse({ equations, parameters, onPre: { w: "w - 0.1" }, onPost: post })), undefined);
  assert.is(
    guardOf(synapse({ equations, parameters, onPre: { w: "w - 0.1 * xPost - 0.01" }, onPost: post })),
    undefined,
  );
  assert.is(guardOf(synapse({ equations, parameters, onPre: { w: "0.5 + xPost" }, onPost: post })), undefined);
  assert.is(
    guardOf(synapse({ equations, parameters, onPre: { w: "w - xPre", xPre: "1" } })),
    undefined,
    "a row's trace",
  );
  const toOne = { ...equations, "dxPost/dt": "(1 - xPost) / tau" };
  assert.is(
    guardOf(synapse({ equations: toOne, parameters, onPre: { w: "w - 0.1 * xPost" }, onPost: post })),
    undefined,
  );
  assert.is(
    guardOf(synapse({ equations, parameters, onPost: { w: "w + xPre", ...post } })),
    undefined,
    "nothing on pre",
  );
});

test("every variable of the synapse counts: one that changes anyway needs each synapse to be visited", () => {
  const tagged = synapse({
    equations: { "dxPost/dt": "-xPost / tau", "dtag/dt": "-tag / tau" },
    parameters: { tau: ms(20) },
    onPre: { w: "w - 0.1 * xPost", tag: "tag + 1" },
    onPost: { xPost: "1", tag: "tag - 1" },
  });
  assert.is(guardOf(tagged), undefined);
});

test("over random networks: with the guard at 0, no event changes a value within its bounds", () => {
  const dice = new Dice(5);
  let guarded = 0;
  for (let seed = 0; seed < 150; seed++) {
    const { net, dt } = randomNetwork(seed);
    const { program } = lower(net, { dt, seed, flush: 1e-20 });
    for (const schedule of [program.learning, program.frozen]) {
      for (const { guard, onPre } of schedule.projections) {
        if (!guard) continue;
        guarded++;
        assert.is(guard.domain.level, "column");
        for (const { field, value } of onPre.synapse) {
          const at = new Map([...readsOf([value]).map((r) => r.field), field].map((f) => [f, randomWithin(f)]));
          at.set(guard, 0);
          const [found] = evaluation([value], still, (r) => () => at.get(r.field) ?? Number.NaN)();
          assert.is(found, at.get(field), `seed ${seed}, ${field.name}`);
        }
      }
    }
    function randomWithin({ bounds: [low, high] }: Field): number {
      return dice.between(Math.max(low, -5), Math.min(high, 5));
    }
  }
  assert.ok(guarded > 20, `${guarded} guarded projections`);
});

test.run();
