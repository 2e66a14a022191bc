import { inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  connect,
  diehlCook2015,
  EquationError,
  InputError,
  lif,
  ModelError,
  ms,
  mV,
  type NeuronDeclaration,
  nA,
  network,
  neuron,
  normal,
  nS,
  pairs,
  poisson,
  population,
  type Quantity,
  sparse,
  spikeSource,
  synapse,
  UnitError,
  uniform,
} from "../../src/index.js";
import { type Kind, refused as refusedAs } from "../refused.js";

const refused = (declare: () => unknown, kind: Kind, message: RegExp) => refusedAs(declare, message, kind);

/** The declaration as JavaScript may give it, without its types. */
const loose = (declaration: object) => () => neuron(declaration as NeuronDeclaration<{ "dv/dt": string }>);
const base = { equations: { "dv/dt": "-v / tau" }, parameters: { tau: ms(10) }, initial: { v: mV(0) } };
const plain = neuron(base);

test("neuron: names that are no state variables are refused wherever they stand", () => {
  for (const [option, value] of [
    ["reset", { u: "0" }],
    ["initial", { u: 1 }],
    ["hold", ["u"]],
    ["plastic", ["u"]],
    ["ranges", { u: [0, 1] }],
  ] as const) {
    const declaration = { ...base, threshold: "v > 1 * mV", [option]: value };
    refused(loose(declaration), ModelError, new RegExp(`neuron, ${option}: found "u", expected a state variable: v`));
  }
});

test("models show their equations and events", () => {
  const shown = inspect(neuron({ ...base, threshold: "v > 1 * mV", reset: { v: "0 * mV" } })).split("\n");
  assert.equal(shown, [
    "neuron model with the state v",
    "  dv/dt     = -v / tau",
    "  spike if  v > 1 * mV",
    "  then      v ← 0 * mV",
  ]);
  const rule = { equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(20) }, onPre: { x: "x + 1" } };
  assert.equal(
    inspect(synapse({ ...rule, onPost: { w: "w + x" } }))
      .split("\n")
      .slice(1),
    ["  dx/dt     = -x / tau", "  transmit  w", "  pre       x ← x + 1", "  post      w ← w + x"],
  );
});

test("neuron: values and combinations that cannot be are refused", () => {
  refused(loose({ ...base, parameters: { tau: Number.NaN } }), InputError, /parameter "tau": found NaN/);
  refused(loose({ ...base, initial: { v: [1, Number.NaN] } }), InputError, /initial value of "v": found NaN/);
  refused(loose({ ...base, refractory: ms(2) }), ModelError, /refractory period without a threshold/);
  refused(loose({ ...base, reset: { v: "0" } }), ModelError, /reset or a refractory period without a threshold/);
  const spiking = { ...base, threshold: "v > 1 * mV" };
  refused(loose({ ...spiking, refractory: ms(-1) }), ModelError, /refractory: found -1 ms, expected .* at least 0 ms/);
  refused(
    loose({ ...spiking, refractory: ms([1, -2]) }),
    ModelError,
    /refractory: found -2 ms, expected a period of at least 0 ms/,
  );
  refused(
    loose({ ...spiking, ranges: { v: [mV(3), mV(1)] } }),
    ModelError,
    /ranges: found \[3, 1\], expected \[low, high\]/,
  );
  refused(
    loose({ equations: { "dv/dt": 3 } }),
    ModelError,
    /neuron, dv\/dt: found 3, expected the right side as text, such as/,
  );
});

test("neuron: text that cannot be read is refused with the place in it", () => {
  const equations = (text: string) => loose({ ...base, equations: { "dv/dt": text } });
  refused(equations(""), EquationError, /neuron, dv\/dt: expected a number, a name or "\(", found the end/);
  refused(
    equations("-v / tau)"),
    EquationError,
    /expected an operator or the end, found "\)"\n {2}-v \/ tau\)\n {10}\^$/,
  );
  refused(
    equations("-v / tua"),
    EquationError,
    /unknown symbol "tua"\n.*\n.*\^{3} {2}did you mean the parameter "tau"\?/,
  );
  refused(equations("sinus(v) / tau"), EquationError, /unknown function "sinus"\n.*\n.*there are exp, log/);
  refused(equations("max(v) / tau"), EquationError, /max takes at least 2 arguments, found 1/);
  refused(equations("pre.v / tau"), EquationError, /unknown symbol "pre.v"/);
  refused(loose({ ...base, threshold: "v >" }), EquationError, /neuron, threshold: expected a number/);
  refused(
    loose({ ...base, threshold: "v > 1 * mV", reset: { v: "u" } }),
    EquationError,
    /neuron, reset of v: unknown symbol "u"/,
  );
  refused(
    loose({ ...base, threshold: "v > 1 * mV", reset: { v: "tau" } }),
    UnitError,
    /the right side has the unit ms, expected mV/,
  );
});

test("synapse: only its variables and w may be assigned; w may have an equation, its initial value is that of connect", () => {
  const looseSynapse = (declaration: object) => () => synapse(declaration as Parameters<typeof synapse>[0]);
  const trace = { equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(10) } };
  refused(looseSynapse({ ...trace, onPre: { y: "1" } }), ModelError, /synapse, onPre: found "y", expected one of w, x/);
  refused(looseSynapse({ ...trace, onPost: { y: "1" } }), ModelError, /synapse, onPost: found "y"/);
  refused(looseSynapse({ ...trace, initial: { w: 1 } }), ModelError, /synapse, initial: found "w"/);
  const drifting = { equations: { "dw/dt": "-w / ms" } };
  assert.not.throws(looseSynapse(drifting));
  refused(looseSynapse({ ...drifting, initial: { w: 1 } }), ModelError, /synapse, initial: found "w"/);
  refused(looseSynapse({ ...trace, transmit: "w * z" }), EquationError, /synapse, transmit: unknown symbol "z"/);
  refused(looseSynapse({ ...trace, onPre: { x: "x + v" } }), EquationError, /unknown symbol "v"/);
});

test("populations and sources have a whole number of neurons", () => {
  for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 24 + 1]) {
    refused(() => population(size, plain), ModelError, /population: found the size .* expected a whole number from 1/);
    refused(() => poisson(size), ModelError, /poisson: found the size/);
    refused(() => spikeSource(size), ModelError, /spikeSource: found the size/);
  }
});

const [three, four, input] = [population(3, plain), population(4, plain), poisson(3)];
const looseConnect =
  (pre: typeof three | typeof input, options: object, post = four) =>
  () =>
    connect(pre, post, options as { to: "v"; w: number });

test("connect: targets, weights, patterns, delays and sums that do not fit are refused", () => {
  const weight = { to: "v", w: mV(1) };
  refused(looseConnect(input, { ...weight, to: "gGaba" }), ModelError, /connect, to: found "gGaba", expected .*: v/);
  refused(looseConnect(input, { to: "v", w: Number.NaN }), InputError, /connect, w: found NaN/);
  refused(looseConnect(input, { ...weight, pattern: "ring" }), ModelError, /pattern: found "ring", expected "dense"/);
  for (const pattern of [plain, input, uniform(0, 1)])
    refused(looseConnect(input, { ...weight, pattern }), ModelError, /pattern: found .*, expected "dense"/);
  for (const pattern of ["oneToOne", "allButSelf"])
    refused(
      looseConnect(input, { ...weight, pattern }),
      ModelError,
      /found 3 pre and 4 post neurons, expected the same number/,
    );
  refused(looseConnect(input, { ...weight, delay: ms(-1) }), ModelError, /delay: found -1 ms, expected at least 0 ms/);
  refused(looseConnect(input, { ...weight, delay: uniform(ms(-1), ms(1)) }), ModelError, /delay: found -1 ms/);
  refused(looseConnect(input, { ...weight, delay: ms([1, 0, -2]) }), ModelError, /delay: found -2 ms/);
  refused(
    looseConnect(input, { ...weight, delay: normal(ms(5), ms(1)) }),
    ModelError,
    /delay: found a normal distribution/,
  );
  refused(looseConnect(input, { ...weight, delay: 3 }), ModelError, /delay: found a number without a unit, expected a/);
  refused(looseConnect(input, { ...weight, delay: mV(3) }), ModelError, /delay: found mV, expected a time/);
  for (const normalize of [mV(0), mV(-3), mV([1, 2])])
    refused(
      looseConnect(input, { ...weight, normalize }),
      ModelError,
      /normalize: found .*, expected one positive sum/,
    );
  refused(looseConnect(input, { ...weight, normalize: 3 }), ModelError, /found a sum in 1, expected mV, the unit of/);
});

test("what another declaration should have made, and options that do not exist, are refused", () => {
  const cells = (model: unknown) => () => population(2, model as typeof plain);
  refused(cells(base), ModelError, /population: found a plain object, expected a neuron model: neuron/);
  refused(cells(undefined), ModelError, /population: found undefined, expected a neuron model/);
  refused(cells(synapse({})), ModelError, /population: found a synapse, expected a neuron model/);
  const join = (pre: unknown, post: unknown, options: unknown = { to: "v", w: mV(1) }) =>
    looseConnect(pre as typeof input, options as object, post as typeof four);
  refused(join(undefined, four), ModelError, /connect, pre: found undefined, expected a population or a source/);
  refused(join(four, input), ModelError, /connect, post: found a source, expected a population/);
  refused(join(input, four, null), ModelError, /connect: found null, expected options such as \{ to: "v"/);
  refused(join(input, four, { to: "v", wight: 1 }), ModelError, /connect: found "wight", expected an option: to, w, /);
  refused(
    join(input, four, { to: "v", w: mV(1), plasticity: { onPre: { w: "w" } } }),
    ModelError,
    /connect, plasticity: found a plain object, expected a synapse model/,
  );
  refused(join(input, four, { to: "v" }), InputError, /connect, w: found undefined, expected a number, a quantity/);
  const put = (parts: unknown) => () => network(parts as { input: typeof input });
  refused(put(undefined), ModelError, /network: found undefined, expected parts by name/);
  refused(
    put({ input, cells: plain }),
    ModelError,
    /network, "cells": found a neuron, expected a population, a source/,
  );
  refused(loose({ ...base, treshold: "v > 1 * mV" }), ModelError, /found "treshold".* Did you mean "threshold"\?/);
  refused(loose({ threshold: "v > 1" }), ModelError, /neuron, equations: found undefined, expected such as/);
  refused(() => synapse({ onpre: {} } as object), ModelError, /found "onpre".* Did you mean "onPre"\?/);
  refused(() => diehlCook2015({ neuron: 4 } as object), ModelError, /found "neuron".* Did you mean "neurons"\?/);
});

test("numbers that 32 bits cannot hold are refused where they are declared", () => {
  const tooLarge = /found -?1e\+39, expected at most 3\.4e38/;
  refused(looseConnect(input, { to: "v", w: mV(1e39) }), InputError, tooLarge);
  refused(looseConnect(input, { to: "v", w: mV([1, -1e39]) }), InputError, tooLarge);
  refused(loose({ ...base, initial: { v: mV(1e39) } }), InputError, tooLarge);
  refused(() => uniform(0, 1e39), InputError, tooLarge);
  assert.not.throws(looseConnect(input, { to: "v", w: mV(3e38) }));
});

test("connect: allButSelf has one weight and one delay and does not learn", () => {
  const among = (options: object) =>
    looseConnect(three, { to: "v", w: mV(1), pattern: "allButSelf", ...options }, three);
  assert.not.throws(among({ delay: ms(2) }));
  for (const [options, what] of [
    [{ plasticity: synapse({ onPre: { w: "w + 1 * mV" } }) }, "weights that learn"],
    [{ normalize: mV(3) }, "normalize"],
    [{ w: uniform(mV(0), mV(1)) }, "several weights"],
    [{ delay: uniform(ms(0), ms(1)) }, "several delays"],
  ] as const)
    refused(among(options), ModelError, new RegExp(`found ${what} with the pattern "allButSelf".*sparse`));
});

test("sparse and pairs check their numbers, and connect the indices", () => {
  for (const probability of [-0.1, 1.1, Number.NaN])
    refused(() => sparse({ probability }), ModelError, /sparse: found the probability .* from 0 to 1/);
  refused(() => pairs([0, 1], [0]), ModelError, /pairs: found 2 pre and 1 post indices/);
  const at = (pre: number[], post: number[]) => looseConnect(input, { to: "v", w: mV(1), pattern: pairs(pre, post) });
  refused(at([0, 3], [0, 0]), ModelError, /pairs: found the pre index 3 at 1, expected 0 to 2/);
  refused(at([0, 1], [-1, 0]), ModelError, /pairs: found the post index -1 at 0, expected 0 to 3/);
});

test("network: parts once each, under names, complete, and with weights in the unit of their target", () => {
  const wire = connect(input, four, { to: "v", w: mV(1) });
  refused(() => network({ input, wire }), ModelError, /"wire": its post population is not part of the network/);
  refused(() => network({ four, wire }), ModelError, /"wire": its pre population is not part of the network/);
  refused(() => network({ four, again: four }), ModelError, /one part under two names/);
  refused(() => network({ "a b": four }), ModelError, /"a b" is not a name/);
  refused(() => network({ pre: four }), ModelError, /found a part named "pre", .* presynaptic end/);
  const cells = population(2, neuron(lif));
  const current = (w: Quantity | number) => network({ input, cells, wire: connect(input, cells, { to: "iExc", w }) });
  refused(
    () => current(1),
    ModelError,
    /"wire": found weights in 1, expected pA, the unit of "iExc": give the weights in/,
  );
  refused(() => current(nS(1)), ModelError, /found weights in nS, expected pA/);
  assert.not.throws(() => current(nA(1)));
});

test("distributions and units refuse what they cannot hold", () => {
  refused(() => uniform(1, 0), InputError, /uniform\(1, 0\): expected the lower bound first/);
  refused(() => normal(0, -1), InputError, /normal\(0, -1\): expected a standard deviation of at least 0/);
  refused(() => uniform(ms(1), mV(2)), InputError, /found the units ms and mV, expected two of the same kind/);
  refused(() => uniform(ms([0, 1]), ms(2)), InputError, /found several values/);
  refused(() => mV([1, Number.NaN]), InputError, /mV\(…\): found NaN/);
});

test("declarations do not change afterwards, and do not follow arrays that do", () => {
  assert.ok(
    Object.isFrozen(plain) && Object.isFrozen(four) && Object.isFrozen(connect(input, four, { to: "v", w: mV(1) })),
  );
  const weights = new Float64Array(12).fill(1);
  const wire = connect(input, four, { to: "v", w: mV(weights) });
  weights.fill(2);
  assert.equal(wire.w.value, new Float64Array(12).fill(1));
});

test.run();
