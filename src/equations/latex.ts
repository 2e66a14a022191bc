import { units } from "../units/units.js";
import type { Expr } from "./ast.js";
import { isDraw, shownName } from "./draws.js";
import { functionSpec } from "./functions.js";
import { precedence, print } from "./print.js";

const GREEK = new Set(
  (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega " +
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
  ).split(" "),
);
const OPERATORS: Record<string, string> = {
  "<=": "\\le",
  ">=": "\\ge",
  "==": "=",
  "!=": "\\ne",
  "%": "\\bmod",
  and: "\\land",
  or: "\\lor",
};

/** Subscripts that keep their capital: `gNa` is g_Na. */
const IONS = new Set(["Na", "K", "Ca", "Cl"]);

/** `mV` → `\mathrm{mV}`, `us` → `\mu\mathrm{s}`, `MOhm` → `\mathrm{M}\Omega`. */
function unitLatex(symbol: string): string {
  const [, prefix, base] = /^([umnpkMG]?)(second|volt|Ohm|[A-Za-z]+)$/.exec(symbol) ?? ["", "", symbol];
  if (base === "second" || base === "volt") return `\\mathrm{${base === "volt" ? "V" : "s"}}`;
  if (base === "Ohm") return `\\mathrm{${prefix}}\\Omega`;
  return prefix === "u" ? `\\mu\\mathrm{${base}}` : `\\mathrm{${symbol}}`;
}

/** The subscript for the rest of a name: `PostFast` → `post fast`, with thin spaces. */
function subscriptLatex(tail: string): string {
  const words = tail.replace(/([a-z\d])(?=[A-Z])/g, "$1_").split("_");
  return words.map((word) => (IONS.has(word) ? word : word.charAt(0).toLowerCase() + word.slice(1))).join("\\,");
}

/** A name as mathematics: `tauMem` → `\tau_{\mathrm{mem}}`, `gExc` → `g_{\mathrm{exc}}`, `xPost1` → `x_{\mathrm{post1}}`. */
export function nameLatex(text: string): string {
  if (units.has(text)) return unitLatex(text);
  if (isDraw(text)) return `\\mathrm{${shownName(text).slice(0, -2)}}()`;
  const dot = text.indexOf(".");
  if (dot > 0) return `${nameLatex(text.slice(dot + 1))}^{\\mathrm{${text.slice(0, dot)}}}`;
  const match = /^([A-Z][a-z]+(?![a-z])|[a-z]+)(.*)$/.exec(text);
  const isSymbol = match !== null && (GREEK.has(match[1]) || /^[a-z]/.test(match[1]));
  const [head, tail] = isSymbol ? [match[1], match[2]] : [text.charAt(0), text.slice(1)];
  const symbol = GREEK.has(head) || head === "_" ? `\\${head}` : head.length === 1 ? head : `\\mathrm{${head}}`;
  if (tail === "") return symbol;
  const subscript = subscriptLatex(tail.replace(/^[_:]/, ""));
  return GREEK.has(subscript) ? `${symbol}_{\\${subscript}}` : `${symbol}_{\\mathrm{${subscript}}}`;
}

/**
 * Numbers with at most `digits` significant digits. Very large and small ones are powers of ten; those so close to 1
 * that the digits would hide it (decay factors of slow variables) are a difference from 1.
 */
export function numberLatex(value: number, digits = 6): string {
  const difference = value - 1;
  if (difference !== 0 && Math.abs(difference) < 10 ** (1 - digits)) {
    const sign = difference < 0 ? "-" : "+";
    return `\\left(1 ${sign} ${numberLatex(Math.abs(difference), 3)}\\right)`;
  }
  const text = String(Number(value.toPrecision(digits)));
  const match = /^(-?[\d.]+)e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const power = `10^{${Number(match[2])}}`;
  if (match[1] === "1" || match[1] === "-1") return `${match[1].slice(0, -1)}${power}`;
  return `${match[1]} \\cdot ${power}`;
}

const isSquare = (expr: Expr): boolean =>
  expr.kind === "binary" && expr.op === "*" && print(expr.left) === print(expr.right);

/**
 * How tightly the typeset form binds. A form with an exponent of its own binds like a power, so that it gets no second
 * exponent without parentheses; so does a fraction, which needs none in a product.
 */
function binding(expr: Expr): number {
  const isPower =
    isSquare(expr) ||
    (expr.kind === "binary" && expr.op === "/") ||
    (expr.kind === "call" && expr.fn === "exp") ||
    (expr.kind === "name" && expr.name.includes("."));
  if (isPower) return 7;
  return expr.kind === "number" && numberLatex(expr.value).includes("^") ? 5 : precedence(expr);
}

/** Typesets an expression as LaTeX (without delimiters). */
export function latex(expr: Expr): string {
  const wrap = (child: Expr, minimum: number): string => {
    const text = latex(child);
    return binding(child) < minimum ? `\\left(${text}\\right)` : text;
  };
  switch (expr.kind) {
    case "number":
      return numberLatex(expr.value);
    case "name":
      return nameLatex(expr.name);
    case "unary":
      return expr.op === "not" ? `\\lnot ${wrap(expr.operand, 4)}` : `-${wrap(expr.operand, 5)}`;
    case "call":
      return functionSpec(expr.fn).latex(...expr.args.map(latex));
    case "binary": {
      const own = precedence(expr);
      if (expr.op === "/") return `\\frac{${latex(expr.left)}}{${latex(expr.right)}}`;
      if (expr.op === "^") return `${wrap(expr.left, 8)}^{${latex(expr.right)}}`;
      const isAssociative = expr.op === "+" || expr.op === "*";
      const right = wrap(expr.right, isAssociative ? own : own + 1);
      if (expr.op === "*") {
        if (isSquare(expr)) return `${wrap(expr.left, 8)}^{2}`;
        const isUnit = expr.right.kind === "name" && units.has(expr.right.name);
        const needsDot = (expr.left.kind === "number" && !isUnit) || /^[-\d]/.test(right);
        return `${wrap(expr.left, own)} ${needsDot ? "\\cdot" : "\\,"} ${right}`;
      }
      return `${wrap(expr.left, own)} ${OPERATORS[expr.op] ?? expr.op} ${right}`;
    }
  }
}
