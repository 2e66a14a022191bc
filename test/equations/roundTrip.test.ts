import { test } from "uvu";
import * as assert from "uvu/assert";
import { add, binary, type Expr, mapChildren, name } from "../../src/equations/ast.js";
import { derivative } from "../../src/equations/derivative.js";
import { evaluate } from "../../src/equations/evaluate.js";
import { bounds } from "../../src/equations/interval.js";
import { linearIn } from "../../src/equations/linear.js";
import { parse } from "../../src/equations/parse.js";
import { print } from "../../src/equations/print.js";
import { simplify } from "../../src/equations/simplify.js";
import { EquationError } from "../../src/index.js";
import { Dice } from "../backend/dice.js";
import { NAMES, randomTree } from "./randomTree.js";

const bare = (expr: Expr): Expr => {
  const { span: _, ...rest } = mapChildren(expr, bare) as Expr & { span?: unknown };
  return rest as Expr;
};

const values = (dice: Dice) => {
  const at = new Map(NAMES.map((n) => [n, dice.pick([0, 1, -1, dice.between(-3, 3)])]));
  return (n: string) => at.get(n) ?? Number.NaN;
};

test("parse(print(tree)) is the tree, for every operator and function", () => {
  const dice = new Dice(1);
  for (let i = 0; i < 3000; i++) {
    const tree = randomTree(dice, dice.whole(0, 5));
    const text = print(tree);
    assert.equal(bare(parse(text, "test")), bare(tree), text);
  }
});

test("a node's span is the text that it was read from", () => {
  const dice = new Dice(2);
  const check = (expr: Expr, text: string): void => {
    const { start, end } = expr.span ?? { start: -1, end: -1 };
    assert.equal(bare(parse(text.slice(start, end), "test")), bare(expr), `${start} to ${end} of ${text}`);
    mapChildren(expr, (child) => {
      check(child, text);
      return child;
    });
  };
  for (let i = 0; i < 500; i++) {
    const text = print(randomTree(dice, 4));
    check(parse(text, "test"), text);
  }
});

test("simplify keeps the value, and simplifying again changes nothing", () => {
  const dice = new Dice(3);
  let compared = 0;
  for (let i = 0; i < 4000; i++) {
    const tree = randomTree(dice, dice.whole(1, 5));
    const simple = simplify(tree);
    assert.equal(bare(simplify(simple)), bare(simple), `twice: ${print(simple)}`);
    const read = values(dice);
    const [before, after] = [evaluate(tree, read), evaluate(simple, read)];
    // The value is promised where all operands are finite.
    if (!everyFinite(tree, read)) continue;
    compared++;
    const scale = largest(tree, read);
    assert.ok(
      Math.abs(after - before) <= 1e-9 * Math.max(1, scale),
      `${print(tree)}: ${before}, ${print(simple)}: ${after}`,
    );
  }
  assert.ok(compared > 2000, `${compared}`);
});

const subtrees = (expr: Expr): Expr[] => {
  const found = [expr];
  mapChildren(expr, (child) => {
    found.push(...subtrees(child));
    return child;
  });
  return found;
};
const everyFinite = (expr: Expr, read: (n: string) => number) =>
  subtrees(expr).every((e) => Number.isFinite(evaluate(e, read)));
const largest = (expr: Expr, read: (n: string) => number) =>
  Math.max(...subtrees(expr).map((e) => Math.abs(evaluate(e, read))));

test("interval bounds contain the value at every point of the box", () => {
  const dice = new Dice(4);
  let narrow = 0;
  for (let i = 0; i < 3000; i++) {
    const tree = randomTree(dice, dice.whole(1, 4));
    const box = new Map(NAMES.map((n) => [n, [dice.between(-2, 1), dice.between(1, 3)] as const]));
    const range = (n: string) => box.get(n) ?? ([0, 0] as const);
    const [low, high] = bounds(tree, range);
    if (Number.isFinite(low) || Number.isFinite(high)) narrow++;
    for (let k = 0; k < 10; k++) {
      const at = new Map(NAMES.map((n) => [n, dice.chance(0.3) ? dice.pick(range(n)) : dice.between(...range(n))]));
      const value = evaluate(tree, (n) => at.get(n) ?? Number.NaN);
      if (Number.isNaN(value)) continue;
      const slack = 1e-9 * Math.max(1, Math.abs(value));
      assert.ok(!(value < low - slack) && !(value > high + slack), `${print(tree)}: ${value} in [${low}, ${high}]`);
    }
  }
  assert.ok(narrow > 1000, `${narrow}`);
});

test("constant + slope · x is the expression, and neither part contains x", () => {
  const dice = new Dice(5);
  let linear = 0;
  for (let i = 0; i < 3000; i++) {
    const tree = randomTree(dice, dice.whole(1, 4));
    const form = linearIn(tree, "x");
    if (!form) continue;
    for (const part of [form.constant, form.slope])
      assert.not.ok(
        subtrees(part).some((e) => e.kind === "name" && e.name === "x"),
        print(part),
      );
    if (!subtrees(tree).some((e) => e.kind === "name" && e.name === "x")) continue;
    linear++;
    const read = values(dice);
    const sum = add(form.constant, binary("*", form.slope, name("x")));
    if (!everyFinite(tree, read) || !everyFinite(sum, read)) continue;
    const [found, expected] = [evaluate(sum, read), evaluate(tree, read)];
    const scale = Math.max(largest(tree, read), largest(sum, read));
    assert.ok(Math.abs(found - expected) <= 1e-9 * Math.max(1, scale), `${print(tree)}: ${found} for ${expected}`);
  }
  assert.ok(linear > 50, `${linear}`);
  for (const text of ["x * x", "exp(x)", "1 / x", "x^2", "min(x, 1)", "where(x < 1, 0, 1)"])
    assert.is(linearIn(parse(text, "test"), "x"), null, text);
});

test("the derivative is the limit of the quotient of differences", () => {
  const dice = new Dice(6);
  let compared = 0;
  for (let i = 0; i < 4000; i++) {
    const tree = randomTree(dice, dice.whole(1, 4));
    const slope = derivative(tree, "x");
    const read = values(dice);
    const h = 1e-5;
    const at = (x: number) => (n: string) => (n === "x" ? x : read(n));
    const quotient = (from: number, to: number) => (evaluate(tree, at(to)) - evaluate(tree, at(from))) / (to - from);
    const x = dice.between(-2, 2);
    const [left, right] = [quotient(x - h, x), quotient(x, x + h)];
    // No corner, jump or pole near by, nor numbers so large that the difference is rounding.
    const isSmooth = Math.abs(left - right) < 1e-3 * (1 + Math.abs(left)) && Math.abs(left) < 1e4;
    if (!isSmooth || !(largest(tree, at(x)) < 1e4)) continue;
    const found = evaluate(slope, at(x));
    // 0^y, whose logarithm is infinite.
    if (Number.isNaN(found)) continue;
    assert.ok(Math.abs(found - (left + right) / 2) < 2e-3 * (1 + Math.abs(left)), `${print(tree)} at ${x}: ${found}`);
    if (left !== 0) compared++;
  }
  assert.ok(compared > 150, `${compared}`);
});

test("any text at all ends in a tree or in an EquationError with a caret under a place in it", () => {
  const dice = new Dice(7);
  const alphabet = [
    ..."xyzw0123456789.eE+-*/^()<>=!&|, \t\n_",
    "and",
    "not",
    "exp(",
    "pre.",
    "é",
    "∂",
    "😀",
    "\0",
    "\u2028",
    '"',
    "\\",
  ];
  let refused = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: dice.whole(0, 12) }, () => dice.pick(alphabet)).join("");
    try {
      parse(text, "fuzz");
    } catch (error) {
      if (!(error instanceof EquationError)) throw error;
      assert.match(error.message, /^fuzz: .+\n {2}.*\n {2} *\^+/s);
      refused++;
    }
  }
  assert.ok(refused > 10_000 && refused < 20_000, `${refused}`);
});

test("text that is too long or too deep is refused, before it fills the stack", () => {
  const long = `v${" + v".repeat(50_000)}`;
  for (const text of [
    long,
    `${"-".repeat(5000)}v`,
    `${"exp(".repeat(300)}v${")".repeat(300)}`,
    `v${"^v".repeat(300)}`,
  ]) {
    assert.throws(
      () => parse(text, "test"),
      (e: unknown) => e instanceof EquationError,
      text.slice(0, 20),
    );
  }
  assert.not.throws(() => simplify(parse(`v${" + 2 * v".repeat(300)}`, "test")));
});

test.run();
