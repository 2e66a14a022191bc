import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/equations/evaluate.js";
import { derive, type MethodName, ms, type NeuronModel, neuron } from "../../src/index.js";

/** Integrates a model to t = 1 ms and returns its first variable. */
function endOf(model: NeuronModel<string>, method: MethodName, steps: number): number {
  const { update } = derive(model, { dt: ms(1 / steps), method });
  const x = new Map(model.initialValues);
  const read = (name: string) => x.get(name) ?? Number.NaN;
  for (let k = 0; k < steps; k++) {
    for (const [name, value] of update.locals) x.set(name, evaluate(value, read));
    const next = update.next.map(({ state, value }) => [state, evaluate(value, read)] as const);
    for (const [state, value] of next) x.set(state, value);
  }
  return read(model.states[0]);
}

/** Logistic growth, whose solution is closed: x(1) = 1 / (1 + 9·e^{-2}). */
const logistic = neuron({
  equations: { "dx/dt": "2 * x * (1 - x) / tau" },
  parameters: { tau: ms(1) },
  initial: { x: 0.1 },
});
/** A decay whose slope is −3·x²: x(1) = 1/√3. */
const cubic = neuron({ equations: { "dx/dt": "-x^3 / tau" }, parameters: { tau: ms(1) }, initial: { x: 1 } });
/** A driven oscillator, linear with constant coefficients: x'' = −x, x(1) = cos 1. */
const oscillator = neuron({
  equations: { "dx/dt": "y / tau", "dy/dt": "-x / tau" },
  parameters: { tau: ms(1) },
  initial: { x: 1 },
});

for (const [method, order] of [
  ["euler", 1],
  ["exponentialMidpoint", 2],
  ["rk2", 2],
  ["rk4", 4],
] as const) {
  test(`${method} converges with order ${order} on nonlinear equations, growing and decaying`, () => {
    for (const [model, exactly] of [
      [logistic, 1 / (1 + 9 * Math.exp(-2))],
      [cubic, 1 / Math.sqrt(3)],
    ] as const) {
      const error = (steps: number) => Math.abs(endOf(model, method, steps) - exactly);
      const fitted = Math.log2(error(128) / error(256));
      assert.ok(Math.abs(fitted - order) < 0.15, `order ${fitted}`);
    }
  });
}

test("exponential Euler converges with order 1 on coupled linear equations", () => {
  const error = (steps: number) => Math.abs(endOf(oscillator, "exponentialEuler", steps) - Math.cos(1));
  assert.ok(Math.abs(Math.log2(error(256) / error(512)) - 1) < 0.1);
});

test("the exact method has no error on linear equations with constant coefficients, for any step", () => {
  for (const steps of [1, 3, 50]) assert.ok(Math.abs(endOf(oscillator, "exact", steps) - Math.cos(1)) < 1e-13);
});

test("a step beyond the stability limit is refused, and exponential Euler takes it", () => {
  const leaky = neuron({ equations: { "dx/dt": "-x / tau" }, parameters: { tau: ms(1) }, initial: { x: 1 } });
  assert.throws(() => derive(leaky, { dt: ms(2.1), method: "euler" }), /expected at most 2.000 ms/);
  assert.not.throws(() => derive(leaky, { dt: ms(2.1) }));
});

test.run();
