import { test } from "uvu";
import * as assert from "uvu/assert";
import { connect, diehlCook2015, ms, mV, network, neuron, poisson, population, synapse } from "../../src/index.js";
import { alwaysFinite } from "../../src/program/finite.js";
import { lower } from "../../src/program/lower.js";

const OPTIONS = { dt: 0.5, seed: 0, flush: 1e-20 };
const namesOf = (net: Parameters<typeof lower>[0]) =>
  [...alwaysFinite(lower(net, OPTIONS).program.learning)].map(({ name }) => name).sort();

test("clipped weights and the traces that change them stay finite; what synaptic input reaches is not known to", () => {
  const names = namesOf(diehlCook2015({ neurons: 3, pixels: 4 }));
  for (const name of ["w", "xPre", "xPost1", "xPost2"]) assert.ok(names.includes(`inputToExc.${name}`), name);
  for (const name of ["exc.v", "exc.gExc", "exc.theta", "inh.v"]) assert.not(names.includes(name), name);
});

/** A network with one clipped weight that an event changes by an expression of it, of a trace x and of the neuron's v. */
function withRule(change: string, x = "1") {
  const model = neuron({
    ...{ equations: { "dv/dt": "-v / (10 * ms)" }, initial: { v: mV(0) } },
    ...{ threshold: "v > 10 * mV", reset: { v: "0 * mV" } },
  });
  const rule = synapse({
    ...{ equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(20) } },
    onPre: { w: `clip(${change}, 0, 1)`, x },
    transmit: "w * mV",
  });
  const [input, out] = [poisson(2), population(2, model)];
  return network({ input, out, wire: connect(input, out, { to: "v", w: 0.5, plasticity: rule }) });
}

test("a clipped weight may become no number by what is clipped: a quotient, a large product, a value without bounds", () => {
  assert.ok(namesOf(withRule("w + 0.1 * x")).includes("wire.w"));
  for (const [change, x] of [
    ["w + 0.1 / (x - 1)", "1"],
    ["w + x * x", "1e20"],
    ["w + 0.1 * x", "x + 1"],
    ["w + log(x)", "1"],
    ["w + 0.1 * post.v / mV", "1"],
  ]) {
    assert.not(namesOf(withRule(change, x)).includes("wire.w"), change);
  }
});

test.run();
