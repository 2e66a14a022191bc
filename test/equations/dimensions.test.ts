import { test } from "uvu";
import * as assert from "uvu/assert";
import { lif, ModelError, ms, mV, neuron, nS, pA, pF, synapse, UnitError } from "../../src/index.js";
import { formatDimension } from "../../src/units/dimension.js";
import { refused as refusedAs } from "../refused.js";

/** The unit that the equations imply for a state variable. */
const unitOf = (
  model: { readonly system: { dimension(state: string): readonly [number, number, number] } },
  state: string,
) => formatDimension(model.system.dimension(state));

const refused = (work: () => unknown, message: RegExp) => refusedAs(work, message, UnitError);

test("the units of undeclared variables follow from those of the parameters", () => {
  const model = neuron({
    equations: {
      "dv/dt": "(gLeak * (eLeak - v) + iSyn - w) / cMem",
      iSyn: "g * (eSyn - v)",
      "dg/dt": "-g / tau",
      "dw/dt": "(a * (v - eLeak) - w) / tau",
      "dx/dt": "(1 - x) / tau",
      "dr/dt": "-r / tau + x / tau^2",
      "dq/dt": "sqrt(v * v) * g / tau",
    },
    parameters: { cMem: pF(200), gLeak: nS(10), eLeak: mV(-70), eSyn: mV(0), tau: ms(5), a: nS(2) },
  });
  const units = ["v", "g", "w", "x", "r", "q"].map((state) => unitOf(model, state));
  assert.equal(units, ["mV", "nS", "pA", "1", "1/ms", "pA"]);
});

test("an initial value, a range or a reset declares the unit where the equations leave it open", () => {
  const open = { equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(5) } };
  assert.is(unitOf(neuron(open), "x"), "1");
  assert.is(unitOf(neuron({ ...open, initial: { x: pA(3) } }), "x"), "pA");
  assert.is(unitOf(neuron({ ...open, ranges: { x: [pA(0), pA(5)] } }), "x"), "pA");
  assert.is(unitOf(neuron({ ...open, threshold: "x > 3 * mV", reset: { x: "0" } }), "x"), "mV");
  refused(() => neuron({ ...open, initial: { x: pA(3) }, threshold: "x > 3 * mV" }), /">" joins pA at the left and mV/);
});

test("zero has every unit, other numbers have none", () => {
  const open = {
    equations: { "dv/dt": "-v / tau" },
    parameters: { tau: ms(5), vRest: mV(-65) },
    initial: { v: mV(1) },
  };
  assert.not.throws(() => neuron({ ...open, threshold: "v > 0", reset: { v: "0" } }));
  assert.not.throws(() => neuron({ ...open, equations: { "dv/dt": "-max(v, 0) / tau" } }));
  refused(() => neuron({ ...open, threshold: "v > 15" }), /">" joins mV at the left and 1 at the right/);
  refused(
    () => neuron({ ...open, threshold: "v > 0", reset: { v: "3" } }),
    /reset of v: the right side has the unit 1, expected mV/,
  );
});

test("each way to join units that do not fit is refused, with a caret under the place", () => {
  const parameters = { tau: ms(5), vRest: mV(-65), i: pA(1), g: nS(2) };
  const rate = (text: string) => () => neuron({ equations: { "dv/dt": text }, parameters, initial: { v: mV(1) } });
  refused(rate("(vRest - v) / i"), /dv\/dt: the right side has the unit GOhm, expected mV\/ms/);
  refused(rate("(vRest - v + i) / tau"), /"\+" joins mV at the left and pA at the right/);
  refused(rate("(v - exp(vRest)) / tau"), /the argument of exp has the unit mV, expected a number/);
  refused(rate("v / tau * 2^(tau)"), /an exponent has the unit ms/);
  refused(rate("v / tau * vRest^(v / mV)"), /the base of a power that is not a constant has the unit mV/);
  refused(rate("where(v > vRest, v, i) / tau"), /the arguments of where have the units mV and pA/);
  refused(rate("clip(v, vRest, tau) / tau"), /the arguments of clip have the units mV and ms/);
  refused(rate("g * v / tau"), /the right side has the unit pA\/ms\/mV, expected 1\/ms/);
  try {
    rate("(vRest - v + i) / tau")();
  } catch (error) {
    assert.match((error as Error).message, /\n {2}\(vRest - v \+ i\) \/ tau\n {2}\^{15}$/);
  }
});

test("a parameter without its unit, or in another, is named with the unit that fits", () => {
  const { parameters } = lif;
  const changed = (more: object) => () => neuron({ ...lif, parameters: { ...parameters, ...more } });
  refused(changed({ tauMem: 20 }), /dv\/dt: .*\n.*\n.*"tauMem" would have to be in ms, such as ms\(20\)$/);
  refused(changed({ tauMem: mV(20) }), /"tauMem" would have to be in ms, such as ms\(20\)$/);
  refused(changed({ tauExc: [5, 6] }), /diExc\/dt: .*\n.*\n.*"tauExc" would have to be in ms$/);
  refused(changed({ rMem: 100 }), /"rMem" would have to be in GOhm$/);
  refused(
    changed({ vThresh: -50 }),
    /neuron, threshold: .*\n.*\n.*"vThresh" would have to be in mV, such as mV\(-50\)$/,
  );
  refused(
    changed({ vReset: -65 }),
    /neuron, reset of v: .*\n.*\n.*"vReset" would have to be in mV, such as mV\(-65\)$/,
  );
  refused(
    () =>
      neuron({
        equations: { "dv/dt": "(i / g - v) / tau", i: "gain * drive" },
        parameters: { tau: ms(5), g: nS(1), gain: 2, drive: 100, v0: mV(1) },
        threshold: "v > v0",
      }),
    /">" joins 1\/nS|">" joins GOhm at the left and mV at the right/,
  );
});

test("powers and roots carry their exponents, units by name convert", () => {
  const model = neuron({
    equations: {
      "dv/dt": "k * v^2 / mV / ms + sqrt(d * d) / tau",
      "dd/dt": "v^-1 * v^2 / second",
      "df/dt": "2 * Hz * f",
    },
    parameters: { tau: ms(2), k: 0.5 },
    initial: { v: mV(1) },
  });
  assert.equal(
    ["v", "d", "f"].map((s) => unitOf(model, s)),
    ["mV", "mV", "1"],
  );
  // In coherent units (ms, mV) 1/second and Hz are 1/1000.
  const constants = JSON.stringify(model.odes.filter((o) => o.state !== "v").map((o) => o.rate));
  assert.match(constants, /1000/);
  assert.match(constants, /0\.001/);
});

test("synapses: weights and events must fit one another; the target's unit must fit what arrives", () => {
  refused(
    () =>
      synapse({
        equations: { "dx/dt": "-x / tau" },
        parameters: { tau: ms(5), d: mV(1) },
        onPre: { x: "x + d", w: "w + x * tau" },
        onPost: { w: "w + d" },
      }),
    /onPost, w: the right side has the unit|"\+" joins/,
  );
  assert.not.throws(() =>
    synapse({
      equations: { "dx/dt": "-x / tau" },
      parameters: { tau: ms(5), d: mV(1) },
      onPre: { w: "w + d * x", x: "1" },
    }),
  );
});

test("circular subexpressions and names used twice are refused", () => {
  const parameters = { tau: ms(5) };
  const is = (declare: () => unknown, message: RegExp) =>
    assert.throws(declare, (e: unknown) => e instanceof ModelError && message.test(e.message));
  is(
    () => neuron({ equations: { "dv/dt": "a / tau", a: "b", b: "a + v" }, parameters }),
    /subexpressions a, b refer to one another/,
  );
  is(() => neuron({ equations: { "dtau/dt": "tau" }, parameters }), /parameter "tau" is also a state variable/);
  is(() => neuron({ equations: { "dv/dt": "v / mV" }, parameters: { mV: 3 } }), /parameter "mV" is also a unit/);
  is(() => neuron({ equations: { "dexp/dt": "1 / ms" } }), /state variable "exp" is also a function/);
  is(() => neuron({ equations: { "dv/dx": "1 / ms" } }), /found the equation "dv\/dx", expected a left side like/);
});

test.run();
