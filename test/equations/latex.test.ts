import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Expr, mapChildren } from "../../src/equations/ast.js";
import { latex, nameLatex, numberLatex } from "../../src/equations/latex.js";
import { parse } from "../../src/equations/parse.js";
import { derive, diehlCookExcitatory, izhikevich, ms, neuron, shortTermDepression, synapse } from "../../src/index.js";
import { Dice } from "../backend/dice.js";
import { randomTree } from "./randomTree.js";

const typeset = (text: string) => latex(parse(text, "test"));

test("names: a symbol and what follows as its subscript, Greek letters, units, ions, the neurons' own variables", () => {
  for (const [name, expected] of [
    ["v", "v"],
    ["U", "U"],
    ["tauMem", "\\tau_{\\mathrm{mem}}"],
    ["tauTheta", "\\tau_{\\theta}"],
    ["gExc", "g_{\\mathrm{exc}}"],
    ["xPost1", "x_{\\mathrm{post1}}"],
    ["a2Minus", "a_{\\mathrm{2\\,minus}}"],
    ["gNa", "g_{\\mathrm{Na}}"],
    ["Delta", "\\Delta"],
    ["DeltaV", "\\Delta_{\\mathrm{v}}"],
    ["rate", "\\mathrm{rate}"],
    ["mV", "\\mathrm{mV}"],
    ["us", "\\mu\\mathrm{s}"],
    ["MOhm", "\\mathrm{M}\\Omega"],
    ["second", "\\mathrm{s}"],
    ["post.gExc", "g_{\\mathrm{exc}}^{\\mathrm{post}}"],
  ])
    assert.is(nameLatex(name), expected);
});

test("numbers: powers of ten, and decay factors near 1 as what they leave out", () => {
  assert.is(numberLatex(0.5), "0.5");
  assert.is(numberLatex(1e-9), "10^{-9}");
  assert.is(numberLatex(-2.5e12), "-2500000000000");
  assert.is(numberLatex(3e-8), "3 \\cdot 10^{-8}");
  assert.is(numberLatex(Math.exp(-5e-8)), "\\left(1 - 5 \\cdot 10^{-8}\\right)");
});

test("operators: fractions, powers, and parentheses only where the form needs them", () => {
  for (const [text, expected] of [
    ["(a + b) * c", "\\left(a + b\\right) \\, c"],
    ["a * (b * c)", "a \\, b \\, c"],
    ["a - (b - c)", "a - \\left(b - c\\right)"],
    ["a + (b - c)", "a + b - c"],
    ["a / b * c", "\\frac{a}{b} \\, c"],
    ["c * (a / b)", "c \\, \\frac{a}{b}"],
    ["(a / b)^2", "\\left(\\frac{a}{b}\\right)^{2}"],
    ["-(a + b) / tau", "\\frac{-\\left(a + b\\right)}{\\tau}"],
    ["v * v", "v^{2}"],
    ["2 * 3", "2 \\cdot 3"],
    ["30 * mV", "30 \\, \\mathrm{mV}"],
    ["exp(v)^2", "\\left(e^{v}\\right)^{2}"],
    ["pre.v^2", "\\left(v^{\\mathrm{pre}}\\right)^{2}"],
    ["1e-9^a", "\\left(10^{-9}\\right)^{a}"],
    ["a <= b and not c > d", "a \\le b \\land \\lnot \\left(c > d\\right)"],
    ["where(a < b, 1, c)", "\\begin{cases}1 & a < b\\\\ c & \\text{otherwise}\\end{cases}"],
  ])
    assert.is(typeset(text), expected, text);
});

test("a model is shown as it was typed: with subexpressions, units and parameters by name", () => {
  const lines = (text: string) => text.split("\n").map((line) => line.replace(/ \\\\$/, ""));
  assert.equal(lines(neuron(izhikevich).latex), [
    "\\begin{aligned}",
    "\\frac{dv}{dt} &= \\frac{\\frac{0.04 \\cdot v^{2}}{\\mathrm{mV}} + 5 \\cdot v + 140 \\, \\mathrm{mV} - u + i_{\\mathrm{drive}}}{\\mathrm{ms}}",
    "\\frac{du}{dt} &= \\frac{a \\, \\left(b \\, v - u\\right)}{\\mathrm{ms}}",
    "\\text{spike if } & v \\ge 30 \\, \\mathrm{mV}",
    "\\text{then } v &\\leftarrow c",
    "\\text{then } u &\\leftarrow u + d",
    "\\end{aligned}",
  ]);
  assert.equal(lines(synapse(shortTermDepression).latex).slice(2, -1), [
    "\\text{transmits } & w \\, U \\, x",
    "\\text{pre: } x &\\leftarrow x - U \\, x",
  ]);
});

test("the derived update is shown with the numbers that are executed", () => {
  const { latex: shown } = derive(neuron(diehlCookExcitatory), { dt: ms(0.5) });
  assert.match(shown, `g_{\\mathrm{exc}} &\\leftarrow ${Math.exp(-0.5).toPrecision(6)} \\cdot g_{\\mathrm{exc}}`);
  assert.match(shown, "\\theta &\\leftarrow \\left(1 - 5 \\cdot 10^{-8}\\right) \\cdot \\theta");
});

/** The text with every innermost group replaced by a letter, until there is none; what is wrong on the way. */
function flatten(text: string): string | undefined {
  let rest = text;
  for (;;) {
    if (/\^G\s*\^|[\^_]\s*$/.test(rest)) return rest;
    const inner = rest.replace(/\{[^{}]*\}/g, "G");
    if (inner === rest) return /[{}]/.test(rest) ? rest : undefined;
    rest = inner;
  }
}

test("any tree gives braces and delimiters in pairs, and no exponent on an exponent", () => {
  const dice = new Dice(6);
  for (let i = 0; i < 3000; i++) {
    const tree: Expr = randomTree(dice, dice.whole(0, 4));
    const text = latex(mapChildren(tree, (child) => child));
    assert.is(flatten(text), undefined, text);
    assert.is(text.split("\\left").length, text.split("\\right").length, text);
    assert.not.match(text, /NaN|undefined|object/);
  }
});

test.run();
