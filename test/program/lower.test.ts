import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  connect,
  diehlCook2015,
  lif,
  ModelError,
  ms,
  mV,
  type Network,
  network,
  neuron,
  type ProjectionOptions,
  pA,
  population,
  shortTermPlasticity,
  spikeSource,
  synapse,
} from "../../src/index.js";
import { lower } from "../../src/program/lower.js";
import { textOf } from "./textOf.js";

const OPTIONS = { dt: 0.5, seed: 1, flush: 1e-20 };
const cell = neuron({ equations: { "dg/dt": "-g / tau" }, parameters: { tau: ms(5) } });

const refuses = (net: Network, message: RegExp, options: Partial<typeof OPTIONS> = {}) =>
  assert.throws(
    () => lower(net, { ...OPTIONS, ...options }),
    (e: unknown) => e instanceof ModelError && message.test(e.message),
  );
const wired = (options: Partial<ProjectionOptions<"g">>, size = 2) => {
  const [input, cells] = [spikeSource(size), population(size, cell)];
  return network({ input, cells, wire: connect(input, cells, { to: "g", w: 1, ...options }) });
};

test("steps that no model could take are refused, with the name of the population", () => {
  const cells = network({ cells: population(1, neuron(lif)) });
  for (const dt of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    refuses(cells, /compile, dt: .*positive step/, { dt });
  refuses(cells, /population "cells": found a step of 5 ms, expected at most the refractory period, 2 ms/, { dt: 5 });
  refuses(
    network({ cells: population(1, neuron({ ...lif, method: "euler" })) }),
    /population "cells", diExc\/dt: found a step of 11 ms, expected at most 10.00 ms: .*unstable/,
    { dt: 11 },
  );
});

test("values per neuron or synapse must be as many as there are", () => {
  const heterogeneous = neuron({ ...lif, parameters: { ...lif.parameters, iDrive: pA([1, 2, 3]) } });
  refuses(
    network({ cells: population(4, heterogeneous) }),
    /population "cells", "iDrive": found 3 values, expected .* 4/,
  );
  const initial = neuron({ ...lif, initial: { v: mV([1, 2]) } });
  refuses(network({ cells: population(4, initial) }), /population "cells", "v": found 2 values/);
  refuses(wired({ w: [1, 2, 3] }), /projection "wire", w: found 3 weights, expected one for each of 4 synapses/);
  const perSynapse = synapse({ parameters: { rate: [1, 2] }, onPre: { w: "w + rate" } });
  refuses(
    wired({ plasticity: perSynapse }),
    /projection "wire", rate: found 2 values, expected one for each of 4 synapses/,
  );
});

test("a synapse model may read only variables that the two populations have", () => {
  refuses(wired({ plasticity: synapse({ onPre: { w: "w + pre.v" } }) }), /"pre.v", but the pre .* spike source/);
  refuses(
    wired({ plasticity: synapse({ onPre: { w: "w + post.v" } }) }),
    /"post.v", but the post population has one of g/,
  );
  assert.not.throws(() => lower(wired({ plasticity: synapse({ onPre: { w: "w + post.g" } }) }), OPTIONS));
});

test("variables that the compiler adds keep their names for themselves", () => {
  const clash = neuron({ ...lif, equations: { ...lif.equations, "drefractory/dt": "-refractory / ms" } });
  refuses(network({ cells: population(1, clash) }), /found two variables "cells.refractory"/);
});

test("normalization needs weights that can be scaled", () => {
  refuses(wired({ normalize: 2, pattern: "oneToOne" }), /normalize with "oneToOne"/);
  assert.throws(() => wired({ normalize: 2, pattern: "allButSelf" }), /found normalize with .*"allButSelf"/);
});

test("constants are folded in float64: what is left of a LIF neuron's step is one product and one sum", () => {
  const declaration = { equations: { "dv/dt": "(vRest - v) / tau" }, parameters: { vRest: mV(-65), tau: ms(10) } };
  const held = neuron({ ...declaration, threshold: "v > -50 * mV", reset: { v: "vRest" }, refractory: ms(5) });
  const { program } = lower(network({ cells: population(2, held) }), OPTIONS);
  const [{ next, refractory }] = program.learning.populations;
  const factor = Math.exp(-0.05);
  const match = /^\((-[\d.]+) \+ \(([\d.]+) \* cells\.v\)\)$/.exec(textOf(next[0].value));
  assert.ok(match, textOf(next[0].value));
  assert.ok(Math.abs(Number(match[1]) + 65 * (1 - factor)) < 1e-12);
  assert.is(Number(match[2]), factor);
  assert.equal(
    next.map((a) => [a.field.name, a.held]),
    [["cells.v", true]],
  );
  assert.equal([refractory?.steps, refractory?.left.name], [10, "cells.refractory"]);
});

test("what merely decays is a decay, what does not change is nothing, and both cost no loop", () => {
  const { program } = lower(diehlCook2015({ neurons: 2, pixels: 3 }), OPTIONS);
  const { decays, populations, projections } = program.learning;
  const factors = new Map(decays.map((d) => [d.field.name, d.factor]));
  for (const [field, tau] of [
    ["exc.gExc", 1],
    ["exc.gInh", 2],
    ["exc.theta", 1e7],
    ["inputToExc.xPre", 20],
    ["inputToExc.xPost2", 40],
  ] as const)
    assert.ok(Math.abs((factors.get(field) ?? 0) - Math.exp(-0.5 / tau)) < 1e-15, field);
  assert.ok(projections.every((p) => p.loops.length === 0));
  for (const { population, next } of populations)
    assert.equal(
      next.map((a) => a.field.name),
      [`${population.name}.v`],
    );
  const constant = neuron({ equations: { "dx/dt": "0 / ms" }, initial: { x: 3 } });
  const still = lower(network({ cells: population(1, constant) }), OPTIONS).program.learning;
  assert.equal([still.decays, still.populations[0].next], [[], []]);
});

test("the frozen schedule has no plastic change, but what is transmitted goes on", () => {
  const { program } = lower(diehlCook2015({ neurons: 2, pixels: 3 }), OPTIONS);
  const { populations, decays, projections } = program.frozen;
  assert.equal(
    populations[0].reset.map((a) => a.field.name),
    ["exc.v"],
  );
  assert.not.ok(decays.some((d) => d.field.name === "exc.theta"));
  assert.equal(projections[0].onPre, { synapse: [], row: [], marks: false });
  assert.equal(projections[0].onPost, { synapse: [], column: [], marks: false });
  const facilitating = lower(wired({ plasticity: synapse(shortTermPlasticity) }), OPTIONS).program.frozen
    .projections[0];
  assert.equal(facilitating.onPre.row.map((a) => a.field.name).sort(), ["wire.u", "wire.x"]);
});

test("a weight that is one constant is folded and has no field", () => {
  const { program } = lower(wired({ w: 3 }), OPTIONS);
  assert.not.ok(program.fields.has("wire.w"));
  assert.equal(program.learning.projections[0].transmit[0].value, { kind: "number", value: 3 });
  assert.ok(
    lower(wired({ w: 3, plasticity: synapse({ onPre: { w: "w + 1" } }) }), OPTIONS).program.fields.has("wire.w"),
  );
});

test("constants of equations that 32 bits cannot hold are refused, after folding", () => {
  const tau = { tau: ms(10) };
  const one = (right: string) =>
    network({ cells: population(1, neuron({ equations: { "dx/dt": right }, parameters: tau })) });
  assert.throws(
    () => lower(one("(1e300 - x) / tau"), OPTIONS),
    /compile, "cells\.x": found the constant 4.*e\+298 after/,
  );
  assert.throws(
    () => lower(one("x * (1e25 - x * 1e45) / tau"), OPTIONS),
    /"cells\.x": found the constant 1e\+45 after/,
  );
  assert.not.throws(() => lower(one("(1e300 * 1e-300 - x) / tau"), OPTIONS));
});

test.run();
