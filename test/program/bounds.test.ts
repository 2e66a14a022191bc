import { test } from "uvu";
import * as assert from "uvu/assert";
import { reference } from "../../src/backend/reference/reference.js";
import {
  connect,
  diehlCook2015,
  ms,
  network,
  neuron,
  population,
  type SynapseModel,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { Dice } from "../backend/dice.js";
import { randomNetwork, randomTrain } from "../backend/randomNetwork.js";

const OPTIONS = { dt: 0.5, seed: 1, flush: 1e-20 };
const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const QUIET = { normalize: true, countSteps: 0, recordSpikes: [], probes: [] };

test("Diehl & Cook: weights in [0, wMax], traces in [0, 1]; conductances and potentials are free", () => {
  const { program } = lower(diehlCook2015({ neurons: 3, pixels: 4, wMax: 0.7 }), OPTIONS);
  const bounds = (field: string) => program.fields.get(field)?.bounds;
  assert.equal(bounds("inputToExc.w"), [0, 0.7]);
  for (const trace of ["xPre", "xPost1", "xPost2"]) assert.equal(bounds(`inputToExc.${trace}`), [0, 1]);
  for (const free of ["exc.v", "exc.gExc", "exc.gInh"]) assert.equal(bounds(free), EVERYTHING);
  assert.is(program.projections[0].normalization?.bound, 0.7);
});

const cell = neuron({
  equations: { "dg/dt": "-g / tau" },
  parameters: { tau: ms(5) },
  threshold: "g > 1",
  reset: { g: "0" },
});

function programOf(plasticity: SynapseModel, options: { w?: number[]; normalize?: number } = {}) {
  const [input, cells] = [spikeSource(3), population(2, cell)];
  const w = options.w ?? [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const wire = connect(input, cells, { to: "g", w, plasticity, normalize: options.normalize });
  return lower(network({ input, cells, wire }), OPTIONS).program;
}

test("all-to-all traces have no upper bound; an event that breaks a bound of one field breaks what follows from it", () => {
  const rule = (xPost: string) =>
    synapse({
      equations: { "dxPost/dt": "-xPost / tau", "dy/dt": "-y / tau" },
      parameters: { tau: ms(20) },
      onPre: { w: "w - min(xPost, 2) * w" },
      onPost: { xPost, y: "0.5 * xPost" },
    });
  const bounds = (xPost: string, field: string) => programOf(rule(xPost)).fields.get(`wire.${field}`)?.bounds;
  assert.equal(bounds("1", "xPost"), [0, 1]);
  assert.equal(bounds("xPost + 1", "xPost"), [0, Number.POSITIVE_INFINITY]);
  assert.equal(bounds("xPost - 1", "xPost"), EVERYTHING);
});

test("normalization without a bound of the events scales to the sum; with one, no further than the bound", async () => {
  const free = synapse({ onPost: { w: "w * 1.1" } });
  const clipped = synapse({ onPost: { w: "min(w * 1.1, 0.7)" } });
  for (const [rule, bound] of [
    [free, Number.POSITIVE_INFINITY],
    [clipped, 0.7],
  ] as const) {
    const program = programOf(rule, { normalize: 1.5 });
    assert.is(program.projections[0].normalization?.bound, bound);
    const run = await reference.compile(program);
    await run.present({ ...QUIET, learning: true, steps: 1, inputs: new Map() });
    const scale = [1.5 / (0.1 + 0.3 + 0.5), 1.5 / (0.2 + 0.4 + 0.6)];
    const expected = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((w, s) => Math.min(w * scale[s % 2], bound));
    for (const [s, w] of (await run.read("wire.w")).entries()) assert.ok(Math.abs(w - expected[s]) < 1e-12);
  }
});

/** A right side for a variable among `names`, of sums, products and cuts. */
function randomExpression(dice: Dice, names: readonly string[], depth: number): string {
  const next = () => randomExpression(dice, names, depth - 1);
  if (depth === 0) return dice.chance(0.6) ? dice.pick(names) : dice.between(0, 1.5).toFixed(2);
  return dice.pick([
    () => `(${next()} + ${next()})`,
    () => `(${next()} - ${next()})`,
    () => `${next()} * ${next()}`,
    () => `min(${next()}, ${next()})`,
    () => `max(${next()}, ${next()})`,
    () => `clip(${next()}, 0, ${dice.between(0.5, 2).toFixed(2)})`,
    () => `where(${next()} < ${next()}, ${next()}, ${next()})`,
    () => `exp(-abs(${next()}))`,
  ])();
}

test("over random rules and random networks: every field stays within its bounds in simulation", async () => {
  const dice = new Dice(11);
  let bounded = 0;
  const check = async (program: ReturnType<typeof programOf>, inputs: ReturnType<typeof randomNetwork>["inputs"]) => {
    const run = await reference.compile(program);
    for (const learning of [true, false, true]) {
      await run.present({ ...QUIET, learning, steps: 60, inputs });
      for (const { name, bounds, type } of program.fields.values()) {
        if (type === "int" || bounds.every((x) => !Number.isFinite(x))) continue;
        bounded++;
        for (const x of await run.read(name))
          assert.ok(!(x < bounds[0]) && !(x > bounds[1]), `${name}: ${x} in ${bounds}`);
      }
    }
  };
  for (let i = 0; i < 150; i++) {
    const names = ["w", "xPre", "xPost", "tag"];
    const cut = (text: string) => (dice.chance(0.6) ? `clip(${text}, 0, ${dice.between(0.5, 2).toFixed(2)})` : text);
    const side = () => cut(randomExpression(dice, names, dice.whole(1, 3)));
    const plasticity = synapse({
      equations: { "dxPre/dt": "-xPre / tau", "dxPost/dt": "-xPost / tau", "dtag/dt": "(level - tag) / tau" },
      parameters: { tau: ms(10), level: dice.pick([0, 0.4, 1]) },
      initial: { tag: dice.pick([0, 1, -0.5]) },
      onPre: { w: side(), xPre: side(), tag: side() },
      onPost: { w: side(), xPost: side(), ...(dice.chance(0.5) ? { tag: side() } : {}) },
    });
    const program = programOf(plasticity, { normalize: dice.chance(0.3) ? 1.5 : undefined });
    await check(program, new Map([["input", randomTrain(dice, 60, 3)]]));
  }
  for (let seed = 0; seed < 40; seed++) {
    const { net, dt, inputs } = randomNetwork(seed);
    await check(lower(net, { dt, seed, flush: 1e-20 }).program, inputs);
  }
  assert.ok(bounded > 500, `${bounded} bounded fields`);
});

test("a rule that is not a number has no bounds, and the search for them ends", () => {
  const rule = synapse({ onPre: { w: "clip(w + exp(1000 + w) - exp(1000 + w), 0, 1)" } });
  assert.equal(programOf(rule).fields.get("wire.w")?.bounds, EVERYTHING);
});

test("initial values set the bounds too: each array's own least and largest", () => {
  const rule = synapse({ onPre: { w: "clip(w + 0.1, 0, 0.5)" } });
  assert.equal(programOf(rule, { w: [0, 0.1, 0.2, 0.3, 0.4, 0.9] }).fields.get("wire.w")?.bounds, [0, 0.9]);
  assert.equal(programOf(rule, { w: [-0.2, 0.1, 0.2, 0.3, 0.4, 0.5] }).fields.get("wire.w")?.bounds, [
    Number.NEGATIVE_INFINITY,
    0.5,
  ]);
  const drawn = network({ input: spikeSource(1), cells: population(2, cell) });
  assert.equal(lower(drawn, OPTIONS).program.fields.get("cells.g")?.bounds, EVERYTHING);
});

test.run();
