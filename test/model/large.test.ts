import { test } from "uvu";
import * as assert from "uvu/assert";
import { balance } from "../../src/equations/balance.js";
import { evaluate } from "../../src/equations/evaluate.js";
import { parse } from "../../src/equations/parse.js";
import { sizeOf } from "../../src/equations/size.js";
import {
  compile,
  derive,
  type MethodName,
  ModelError,
  ms,
  type NeuronDeclaration,
  type NeuronModel,
  network,
  neuron,
  population,
} from "../../src/index.js";
import { Dice } from "../backend/dice.js";

const declare = (equations: Record<string, string>, more: object = {}): NeuronModel =>
  neuron({ equations, initial: { v: 1 }, ...more } as NeuronDeclaration<{ "dv/dt": string }>);

/** v after one step. */
function stepOf(model: NeuronModel, dt: number, method?: MethodName): number {
  const { update } = derive(model, { dt: ms(dt), method });
  const values = new Map(model.initialValues);
  const read = (name: string) => values.get(name) ?? Number.NaN;
  for (const [name, value] of update.locals) values.set(name, evaluate(value, read));
  return evaluate(update.next[0].value, read);
}

async function runs(model: NeuronModel): Promise<void> {
  for (const backend of ["wasm", "reference"] as const) {
    const sim = await compile(network({ cells: population(2, model) }), { dt: ms(0.01), backend });
    await sim.present({}, { duration: ms(0.1) });
    assert.ok((await sim.state.cells.v.read()).every(Number.isFinite));
    sim.dispose();
  }
}

/** aN is a0 in N levels, each of which names the level below twice. */
const doubling = (levels: number, step: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: levels }, (_, i) => [`a${i + 1}`, step.replaceAll("a", `a${i}`)] as const));

test("subexpressions that name one another twice, thirty levels of them, cost what they say", async () => {
  for (const method of ["euler", "rk4", "exponentialMidpoint"] as const) {
    const model = declare({ "dv/dt": "(a30 - v) / ms", a0: "sin(v)", ...doubling(30, "(a + a) / 2") }, { method });
    const plain = declare({ "dv/dt": "(sin(v) - v) / ms" }, { method });
    assert.ok(Math.abs(stepOf(model, 0.1) - stepOf(plain, 0.1)) < 1e-12, method);
    assert.ok(derive(model, { dt: ms(0.1) }).latex.length < 20_000);
    await runs(model);
  }
  const products = declare({ "dv/dt": "(a25 - v) / ms", a0: "cos(v) / 2", ...doubling(25, "sin(a * a + a)") });
  await runs(products);
});

test("long sums, in one text or nested, by every method", async () => {
  const sum = (terms: number, x: string) => Array.from({ length: terms }, (_, i) => `sin(${i + 1} * ${x})`).join(" + ");
  const long = declare({ "dv/dt": `(${sum(280, "v")}) / ms` }, { method: "rk4" });
  await runs(long);
  const nested = declare({
    "dv/dt": "a12 / ms",
    a0: "v",
    ...Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`a${i + 1}`, `tanh(a${i}${" - v".repeat(200)}${" + v".repeat(200)})`]),
    ),
  });
  await runs(nested);
  const chained = (signs: string) =>
    declare({ "dv/dt": `(1${signs.repeat(250)} + 0.5) / second` }, { method: "euler" });
  for (const [signs, value] of [
    [" + v", 251.5],
    [" - v", -248.5],
    [" - v + 2 * v", 251.5],
  ] as const)
    assert.ok(Math.abs(stepOf(chained(signs), 1) - 1 - value / 1000) < 1e-9, signs);
});

test("what is deeper or longer is refused when it is declared, with the number and the limit", () => {
  const refused = (build: () => unknown, message: RegExp) =>
    assert.throws(build, (e: unknown) => {
      if (!(e instanceof ModelError)) throw e;
      assert.match(e.message, message);
      return true;
    });
  refused(
    () => declare({ "dv/dt": "a150 / ms", a0: "v", ...doubling(150, "exp(sin(a))") }),
    /neuron, a100: found 201 levels after substituting subexpressions, expected at most 200. Use fewer/,
  );
  const equations = { "dv/dt": "-v / ms", a0: "v", ...doubling(12, "a + a") };
  refused(() => declare(equations, { threshold: "v > a12" }), /neuron, threshold: found \d+ names.*at most 4000/);
  refused(
    () => declare(equations, { threshold: "v > 1", reset: { v: "a12" } }),
    /neuron, reset of v: found 8191 names, numbers and signs .*expected at most 4000/,
  );
  assert.not.throws(() => declare(equations, { threshold: "v > a8", reset: { v: "a8" } }));
});

test("balanced trees have the value of the long ones, and ordinary ones stay", () => {
  const dice = new Dice(31);
  for (let i = 0; i < 200; i++) {
    const term = () => dice.pick(["x", "2 * x", "y", "(x - y)", "sin(y)", "3"]);
    const text = Array.from({ length: dice.whole(60, 300) }, () => `${dice.pick(["+", "-", "*"])} ${term()} `).join("");
    const tree = parse(`x ${text}`, "test");
    const flat = balance(tree);
    assert.ok(sizeOf(flat).depth <= 50 && sizeOf(flat).nodes <= sizeOf(tree).nodes + 1);
    const read = (n: string) => (n === "x" ? 0.7 : -0.4);
    const [before, after] = [evaluate(tree, read), evaluate(flat, read)];
    assert.ok(Math.abs(before - after) <= 1e-9 * Math.max(1, Math.abs(before)), `${text}: ${before}, ${after}`);
  }
  const plain = parse("(vRest - v + gExc * (eExc - v)) / tau", "test");
  assert.is(balance(plain), plain);
});

test("a variable with the name of an intermediate value is refused", () => {
  const model = neuron({ equations: { "dv/dt": "-v * k1_v / ms", "dk1_v/dt": "v / ms" }, initial: { v: 1 } });
  assert.throws(
    () => derive(model, { dt: ms(0.1), method: "rk4" }),
    /found a name "k1_v", which the integration method/,
  );
});

test.run();
