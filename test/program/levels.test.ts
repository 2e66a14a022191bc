import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  clopathStdp,
  diehlCookStdp,
  ms,
  pairStdp,
  type SynapseModel,
  shortTermPlasticity,
  softStdp,
  synapse,
  synapticScaling,
  tripletStdp,
} from "../../src/index.js";
import { variableLevels } from "../../src/program/levels.js";

const levels = (model: SynapseModel) => Object.fromEntries(variableLevels(model));
const tau = ms(10);

test("traces of the presynaptic neuron are kept per row, those of the postsynaptic one per column", () => {
  assert.equal(levels(synapse(pairStdp)), { w: "synapse", xPre: "row", xPost: "column" });
  assert.equal(levels(synapse(softStdp)), { w: "synapse", xPre: "row", xPost: "column" });
  assert.equal(levels(synapse(diehlCookStdp)), { w: "synapse", xPre: "row", xPost1: "column", xPost2: "column" });
  assert.equal(levels(synapse(tripletStdp)), {
    w: "synapse",
    xPre1: "row",
    xPre2: "row",
    xPost1: "column",
    xPost2: "column",
  });
  assert.equal(levels(synapse(shortTermPlasticity)), { w: "synapse", u: "row", x: "row" });
});

test("a variable that both sides change is kept per synapse", () => {
  const tag = { equations: { "dx/dt": "-x / tau" }, parameters: { tau } };
  assert.is(levels(synapse({ ...tag, onPre: { x: "x + 1" }, onPost: { x: "x - 1" } })).x, "synapse");
  assert.is(levels(synapse({ ...tag, onPre: { x: "x + 1" } })).x, "row");
  assert.is(levels(synapse({ ...tag, onPost: { x: "x + 1" } })).x, "column");
});

test("a variable that reads the other side, the weight or a synapse's variable is kept per synapse", () => {
  const twoTraces = { equations: { "dx/dt": "-x / tau", "dy/dt": "-y / tau" }, parameters: { tau } };
  assert.equal(levels(synapse({ ...twoTraces, onPre: { x: "x + y" }, onPost: { y: "1" } })), {
    w: "synapse",
    x: "synapse",
    y: "column",
  });
  assert.is(levels(synapse({ ...twoTraces, onPre: { x: "w" } })).x, "synapse");
  assert.is(levels(synapse({ ...twoTraces, onPre: { x: "pre.v" } })).x, "row");
  assert.is(levels(synapse({ ...twoTraces, onPre: { x: "post.v" } })).x, "synapse");
  assert.is(levels(synapse({ ...twoTraces, onPost: { x: "post.v" } })).x, "column");
});

test("the rule goes through chains of variables, and through differential equations as through events", () => {
  const chain = synapse({
    equations: { "da/dt": "(b - a) / tau", "db/dt": "(c - b) / tau", "dc/dt": "-c / tau", "dd/dt": "-d / tau" },
    parameters: { tau },
    onPre: { a: "a + 1", b: "b + 1", d: "1" },
    onPost: { c: "1" },
  });
  assert.equal(levels(chain), { w: "synapse", a: "synapse", b: "synapse", c: "column", d: "row" });
});

test("what no event changes goes with what its equation reads, through chains: filters of a neuron are kept with that neuron", () => {
  const { w, x, ...filters } = levels(synapse(clopathStdp));
  assert.equal([w, x], ["synapse", "row"]);
  assert.equal(new Set(Object.values(filters)), new Set(["column"]));
  assert.equal(levels(synapse(synapticScaling)), { w: "synapse", rate: "column", missed: "column" });
  const follows = (text: string, more: Record<string, string> = {}) =>
    levels(synapse({ equations: { "dx/dt": text, ...more }, parameters: { tau } } as never));
  assert.is(follows("(pre.v - x) / tau").x, "row");
  assert.is(follows("(pre.v - post.v - x) / tau").x, "synapse");
  assert.is(follows("-x / tau").x, "row");
  assert.equal(follows("(y - x) / tau", { "dy/dt": "(x + post.v - y) / tau" }), {
    w: "synapse",
    x: "column",
    y: "column",
  });
});

test.run();
