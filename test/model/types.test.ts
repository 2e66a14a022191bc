/**
 * What the compiler finds before anything runs: `npm run types` fails where a line below an expected error compiles.
 * The functions that contain mistakes are not called, except where JavaScript has to find the same mistake.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  connect,
  diehlCook2015,
  diehlCookExcitatory,
  diehlCookInhibitory,
  Hz,
  ModelError,
  ms,
  mV,
  type Network,
  type NeuronModel,
  network,
  neuron,
  type Population,
  pA,
  poisson,
  population,
  type Quantity,
  type SynapseModel,
  synapse,
  tripletStdp,
} from "../../src/index.js";

/** `true` where two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | undefined => undefined;

const leaky = {
  equations: { "dv/dt": "(i - v) / tau", i: "g * v", "dg/dt": "-g / tau" },
  parameters: { tau: ms(10) },
} as const;

test("state variables are types: of neurons, synapses, populations and the parts of a network", () => {
  const [model, rule] = [neuron(leaky), synapse(tripletStdp)];
  same<Same<typeof model, NeuronModel<"v" | "g", never, never>>>();
  same<Same<(typeof rule)["states"][number], "xPre1" | "xPre2" | "xPost1" | "xPost2">>();
  const cells = population(3, model);
  same<Same<typeof cells, Population<"v" | "g", never, never>>>();
  const net = network({ cells });
  same<Same<typeof net, Network<{ readonly cells: Population<"v" | "g", never, never> }>>>();
  const eth = diehlCook2015({ neurons: 3, pixels: 4 });
  same<Same<(typeof eth.parts.exc)["model"]["states"][number], "v" | "gExc" | "gInh" | "theta">>();
  same<Same<(typeof eth.parts.input)["input"], "rates">>();
  const own = diehlCook2015({ neurons: 3, pixels: 4, excitatory: neuron(diehlCookInhibitory) });
  same<Same<(typeof own.parts.exc)["model"]["states"][number], "v" | "gExc" | "gInh">>();
  assert.equal(model.states, ["v", "g"]);
  assert.equal(rule.states, ["xPre1", "xPre2", "xPost1", "xPost2"]);
  assert.equal(own.parts.exc.model.states, ["v", "gExc", "gInh"]);
});

test("a synapse without equations has the weight alone", () => {
  const rule = synapse({ onPre: { w: "w + 1" } });
  same<Same<typeof rule, SynapseModel<never, never, never, never>>>();
  assert.equal(rule.states, []);
});

test("quantities carry their dimension", () => {
  same<Same<ReturnType<typeof ms>, Quantity<"time">>>();
  same<Same<ReturnType<typeof mV>, Quantity<"potential">>>();
  const wait = (time: Quantity<"time">) => time.value;
  // @ts-expect-error: a rate is no time
  wait(Hz(3));
  // @ts-expect-error: a number has no unit
  assert.is(wait(3), undefined);
});

/** Each is a compile error, and an error when JavaScript runs it. */
const mistakes: readonly (() => unknown)[] = [
  // @ts-expect-error: u is no state variable
  () => neuron({ ...leaky, threshold: "v > 1", reset: { u: "0" } }),
  // @ts-expect-error: i is a subexpression
  () => neuron({ ...leaky, threshold: "v > 1", reset: { i: "0" } }),
  // @ts-expect-error: u is no state variable
  () => neuron({ ...leaky, initial: { u: 1 } }),
  // @ts-expect-error: u is no state variable
  () => neuron({ ...leaky, hold: ["u"] }),
  // @ts-expect-error: u is no state variable
  () => neuron({ ...leaky, plastic: ["u"] }),
  // @ts-expect-error: u is no state variable
  () => neuron({ ...leaky, ranges: { u: [0, 1] } }),
  // @ts-expect-error: there is no such method
  () => neuron({ ...leaky, method: "heun" }).method?.length === 4 && raise(),
  // @ts-expect-error: xPost is no variable of the synapse
  () => synapse({ equations: { "dxPre/dt": "-xPre / ms" }, onPost: { xPost: "1" } }),
  // @ts-expect-error: neurons have no variable gGaba
  () => connect(poisson(2), population(2, neuron(leaky)), { to: "gGaba", w: 1 }),
  // @ts-expect-error: an excitatory spike source receives nothing
  () => connect(poisson(2), poisson(2), { to: "g", w: 1 }),
  // @ts-expect-error: there is no such pattern
  () => connect(poisson(2), population(2, neuron(leaky)), { to: "g", w: 1, pattern: "ring" }),
  // @ts-expect-error: without gInh, the model is no excitatory neuron of this network
  () => diehlCook2015({ neurons: 2, pixels: 2, excitatory: neuron(leaky) }),
];

function raise(): never {
  throw new ModelError("the method is looked up when the model is derived");
}

test("wrong names are compile errors, and errors in JavaScript too", () => {
  for (const mistake of mistakes) assert.throws(mistake, undefined, String(mistake));
});

/** Only the compiler can find these: the units are coherent numbers when the program runs. */
export function wrongUnits(): void {
  // @ts-expect-error: a potential is no time
  neuron({ ...leaky, threshold: "v > 1", refractory: mV(5) });
  // @ts-expect-error: a number has no unit
  neuron({ ...leaky, threshold: "v > 1", refractory: 5 });
  // @ts-expect-error: a current is no time
  connect(poisson(2), population(2, neuron(leaky)), { to: "g", w: 1, delay: pA(1) });
  // @ts-expect-error: a potential is no time
  diehlCook2015({ delay: mV(1) });
  // @ts-expect-error: the number of neurons is not spelled so
  diehlCook2015({ neuron: 3 });
}

test("the catalog's declarations can be spread, and keep their names as types", () => {
  const parameters = { ...diehlCookExcitatory.parameters, tauMem: ms(50) };
  const changed = neuron({ ...diehlCookExcitatory, parameters, reset: { v: "vReset" } });
  same<Same<(typeof changed)["states"][number], "v" | "gExc" | "gInh" | "theta">>();
  assert.is(changed.constants.get("tauMem"), 50);
  assert.equal(
    changed.reset.map((r) => r.state),
    ["v"],
  );
});

test("a synapse model may name the variables that it adds to; wrong names do not compile", () => {
  const [input, cells] = [poisson(2), population(2, neuron(leaky))];
  const both = synapse({ transmit: { v: "w", g: "2 * w" } });
  same<Same<typeof both, SynapseModel<never, "v" | "g", never, never>>>();
  assert.equal(
    connect(input, cells, { w: 1, plasticity: both }).transmit.map((t) => t.target),
    ["v", "g"],
  );
  const refused = (work: () => unknown, text: RegExp) =>
    assert.throws(work, (error: unknown) => error instanceof ModelError && text.test(error.message));
  // @ts-expect-error the neurons have no variable h
  refused(() => connect(input, cells, { w: 1, plasticity: synapse({ transmit: { h: "w" } }) }), /transmit: found "h"/);
  // @ts-expect-error nothing says where the weight goes
  refused(() => connect(input, cells, { w: 1 }), /to: found undefined, expected a state variable: v, g/);
  refused(() => connect(input, cells, { w: 1, plasticity: synapse({}) }), /to: found undefined/);
  const twice = () => connect(input, cells, { to: "g", w: 1, plasticity: both });
  refused(twice, /to: found "g", expected nothing, as the synapse model names the variables itself/);
});

test.run();
