import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/equations/evaluate.js";
import { parse } from "../../src/equations/parse.js";
import { simplify } from "../../src/equations/simplify.js";
import {
  derive,
  EquationError,
  ModelError,
  ms,
  mV,
  type NeuronDeclaration,
  neuron,
  type Quantity,
  synapse,
} from "../../src/index.js";
import { type Kind, refused as refusedAs } from "../refused.js";

const refused = (declare: () => unknown, message: RegExp, kind: Kind = EquationError) =>
  refusedAs(declare, message, kind);

const rate =
  (text: string, parameters: Record<string, number | number[] | Quantity> = {}) =>
  () =>
    neuron({ equations: { "dv/dt": text }, parameters, initial: { v: 1 } } as NeuronDeclaration<{ "dv/dt": string }>);

test("a quotient by a constant 0 is refused with its place, whatever is divided", () => {
  refused(rate("-v / tau", { tau: ms(0) }), /neuron, dv\/dt: this divides by 0\n.*\n {7}\^{3} {2}"tau" is 0 ms/);
  refused(rate("-v / tau", { tau: ms([10, 0, 5]) }), /this divides by 0\n.*\n.*"tau" is one of 3 values/);
  refused(rate("1 / (a - b) / ms", { a: 3, b: 3 }), /this divides by 0\n.*\n {6}\^{7} {2}"a" is 3, "b" is 3/);
  refused(rate("1 / (v - v) / ms"), /this divides by 0\n.*\n {6}\^{7}$/);
  refused(rate("v / (2 * v - v - v) / ms"), /this divides by 0/);
  refused(rate("v / (2 * (v + a) - 2 * v - 2 * a) / ms", { a: 0.5 }), /this divides by 0/);
  assert.not.throws(rate("v / (v - a) / ms", { a: 3 }));
  refused(rate("v / ms * 0^-1"), /this is Infinity/);
});

test("constants that give infinity or no number are refused, in equations, events and conditions", () => {
  refused(rate("v * log(a) / ms", { a: 0 }), /this is -Infinity, expected a finite number\n.*\n {6}\^{6} {2}"a" is 0/);
  refused(rate("v * exp(a) / ms", { a: 1000 }), /this is Infinity/);
  refused(rate("v * sqrt(0 - a) / ms", { a: [1, 2] }), /this is NaN/);
  const spiking = { equations: { "dv/dt": "-v / ms" }, parameters: { a: 0 } };
  refused(() => neuron({ ...spiking, threshold: "v > 1 / a" }), /neuron, threshold: this divides by 0/);
  refused(() => neuron({ ...spiking, threshold: "v > 1", reset: { v: "v / a" } }), /reset of v: this divides by 0/);
  refused(() => synapse({ parameters: { a: 0 }, onPre: { w: "w / a" } }), /onPre, w: this divides by 0/);
  const equations = { "dv/dt": "-v / tau", tau: "a * b" };
  refused(() => neuron({ equations, parameters: { a: ms(3), b: 0 } }), /dv\/dt: this divides by 0/);
});

test("what is never computed, or infinite on purpose, is accepted", () => {
  assert.not.throws(rate("where(a > 0, v / a, 0) / ms", { a: 0 }));
  assert.not.throws(rate("where(a > 0, v / a, 0) / ms", { a: [0, 1] }));
  assert.not.throws(rate("-v / tau", { tau: ms(Number.POSITIVE_INFINITY) }));
  assert.not.throws(rate("-min(v, cap) / ms", { cap: Number.POSITIVE_INFINITY }));
  const capped = rate("-min(v, cap) / ms", { cap: Number.POSITIVE_INFINITY })();
  assert.not.throws(() => derive(capped, { dt: ms(0.1) }));
});

test("a negative time constant is refused: it makes what should decay grow", () => {
  refused(rate("-v / tau", { tau: ms(-1) }), /this divides by a negative time\n.*\n {7}\^{3} {2}"tau" is -1 ms; write/);
  refused(rate("-v / (2 * tau)", { tau: ms([1, -1]) }), /this divides by a negative time/);
  assert.not.throws(rate("v / tau", { tau: ms(1) }));
  assert.not.throws(rate("-v / (tau + shift)", { tau: ms(10), shift: ms(-1) }));
});

test("rates without a value at the initial state, and steps that overflow, are refused when they are derived", () => {
  const pole = neuron({ equations: { "dv/dt": "1 / v / ms" } });
  refused(
    () => derive(pole, { dt: ms(0.1) }),
    /neuron, dv\/dt: found Infinity at the initial state \(v = 0\)/,
    ModelError,
  );
  const growing = neuron({ equations: { "dv/dt": "v * 1e4 / ms" }, initial: { v: 1 } });
  refused(
    () => derive(growing, { dt: ms(1) }),
    /dv\/dt = 10000 \* v: found the constant (NaN|Infinity) in .* step of 1 ms/,
    ModelError,
  );
});

test("the rates of channels, as printed, have their value at the gap: dn/dt = α(1 − n) − βn at −40 mV and near it", () => {
  const written = (alpha: string) =>
    neuron({
      equations: { "dv/dt": "0 * v / ms", "dn/dt": "alpha * (1 - n)", alpha },
      parameters: { v0: mV(-40), width: mV(10) },
      initial: { v: mV(-40) },
    });
  for (const alpha of [
    "0.1 * (v + 40 * mV) / mV / (1 - exp(-(v + 40 * mV) / (10 * mV))) / ms",
    "0.1 * (v - v0) / mV / (1 - exp((v0 - v) / width)) / ms",
    "-0.1 / mV * (v0 - v) / (1 - exp(-(v - v0) / width)) / ms",
    "0.1 * (-40 * mV - v) / mV / (exp((-40 * mV - v) / width) - 1) / ms",
    "1 / phi1(-(v + 40 * mV) / (10 * mV)) / ms",
  ]) {
    const { update } = derive(written(alpha), { dt: ms(1e-3), method: "euler" });
    const next = update.next.find((n) => n.state === "n");
    for (const v of [-40, -40 + 1e-9, -39.99, -20, -90]) {
      const z = (v + 40) / 10;
      const expected = Math.abs(z) < 1e-6 ? 1 + z / 2 : -z / Math.expm1(-z);
      const found = evaluate(next?.value ?? parse("0", "test"), (n) => (n === "v" ? v : 0)) / 1e-3;
      assert.ok(Math.abs(found / expected - 1) < 1e-9, `${alpha} at ${v}: ${found} for ${expected}`);
    }
  }
});

test("simplify makes no infinity and no 0 of factors that are neither", () => {
  const at = (text: string, x: number) => evaluate(simplify(parse(text, "test")), () => x);
  for (const [text, x, expected] of [
    ["x / 5e-324", 0, 0],
    ["x / 5e-324", 5e-324, 1],
    ["1e200 * (1e200 * x)", 1e-300, 1e100],
    ["1e-200 * (1e-200 * x)", 1e300, 1e-100],
    ["1e200 * (1e200 / x)", 1e300, 1e100],
  ] as const)
    assert.ok(Math.abs(at(text, x) - expected) <= 1e-12 * expected, `${text}: ${at(text, x)}`);
});

test.run();
