import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Expr, mapChildren } from "../../src/equations/ast.js";
import { evaluate } from "../../src/equations/evaluate.js";
import { parse } from "../../src/equations/parse.js";
import { print } from "../../src/equations/print.js";
import { simplify } from "../../src/equations/simplify.js";
import { EquationError, ms, mV, neuron, UnitError } from "../../src/index.js";
import { uniformArray } from "../../src/random/distributions.js";

/** Whole numbers below `n` from a fixed seed. */
function dice(stream: number): (n: number) => number {
  const values = uniformArray(20_000, { seed: 1, stream });
  let at = 0;
  return (n) => Math.floor(values[at++ % values.length] * n);
}

const bare = (expr: Expr): Expr => {
  const { span: _, ...rest } = mapChildren(expr, bare) as Expr & { span?: unknown };
  return rest as Expr;
};

function randomText(roll: (n: number) => number, depth: number): string {
  const next = () => randomText(roll, depth - 1);
  if (depth === 0) return ["x", "y", "2", "0.5", "1e-3", "z"][roll(6)];
  switch (roll(6)) {
    case 0:
      return `-${next()}`;
    case 1:
      return `(${next()} + ${next()})`;
    case 2:
      return `${next()} ${["+", "-", "*", "/"][roll(4)]} ${next()}`;
    case 3:
      return `(${next()})^2`;
    case 4:
      return `max(${next()}, ${next()})`;
    default:
      return `where(${next()} < ${next()}, ${next()}, ${next()})`;
  }
}

test("printing and parsing again gives the same tree, and simplifying keeps the value", () => {
  const roll = dice(1);
  for (let i = 0; i < 300; i++) {
    const expr = parse(randomText(roll, 3), "test");
    assert.equal(bare(parse(print(expr), "test")), bare(expr));
    const at = new Map([
      ["x", 0.7],
      ["y", -1.3],
      ["z", 2.1],
    ]);
    const read = (name: string) => at.get(name) ?? Number.NaN;
    const [before, after] = [evaluate(expr, read), evaluate(simplify(expr), read)];
    if (!Number.isFinite(before)) continue;
    assert.ok(Math.abs(after - before) <= 1e-9 * Math.max(1, Math.abs(before)), `${print(expr)}: ${before}, ${after}`);
  }
});

test("random text ends in a tree or in an EquationError, never in anything else", () => {
  const roll = dice(2);
  const pieces = [
    "x",
    "1",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    ",",
    "<",
    "and",
    "not",
    "exp(",
    "é",
    "\n",
    "1e999",
    "&",
    "=",
  ];
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    const text = Array.from({ length: roll(9) }, () => pieces[roll(pieces.length)]).join(" ");
    try {
      parse(text, "fuzz");
    } catch (error) {
      if (!(error instanceof EquationError)) throw error;
      refused++;
    }
  }
  assert.ok(refused > 500 && refused < 2000);
  assert.throws(
    () => parse("(".repeat(100_000), "deep"),
    (e: unknown) => e instanceof EquationError,
  );
});

test("powers bind tighter than minus and to the right; comparisons do not chain", () => {
  const value = (text: string) => evaluate(parse(text, "test"), () => Number.NaN);
  assert.is(value("-2^2"), -4);
  assert.is(value("2^3^2"), 512);
  assert.is(value("1 - 2 - 3"), -4);
  assert.throws(() => parse("1 < 2 < 3", "test"), /do not chain/);
});

test("an unknown symbol is shown with a caret and the parameter that was meant", () => {
  const declare = () =>
    neuron({ equations: { "dv/dt": "(vrest - v) / tau" }, parameters: { vRest: mV(-65), tau: ms(10) } });
  assert.throws(
    declare,
    (e: unknown) =>
      e instanceof EquationError &&
      e.message.endsWith('\n  (vrest - v) / tau\n   ^^^^^  did you mean the parameter "vRest"?'),
  );
});

test("units that do not fit are refused when the model is declared", () => {
  const parameters = { vRest: mV(-65), tau: ms(10) };
  const declare = (rate: string) => () => neuron({ equations: { "dv/dt": rate }, parameters });
  assert.throws(declare("vRest - v"), (e: unknown) => e instanceof UnitError);
  assert.throws(declare("(vRest - v + tau) / tau"), (e: unknown) => e instanceof UnitError);
  assert.not.throws(declare("(vRest - v) / tau"));
});

test("of a long text, an error shows what is around the place", () => {
  for (const at of [0, 30, 500, 990]) {
    const terms = Array.from({ length: 1000 }, (_, i) => (i === at ? "$" : "v"));
    try {
      parse(terms.join("+"), "test");
      assert.unreachable();
    } catch (error) {
      assert.instance(error, EquationError);
      const [, text, marker] = (error as Error).message.split("\n");
      assert.ok(text.length < 170, `${text.length}`);
      assert.is(text.charAt(marker.indexOf("^")), "$");
      assert.is(marker.trim(), "^");
    }
  }
});

test.run();
