import type { Expr } from "./ast.js";
import { functionSpec } from "./functions.js";
import { precedence } from "./print.js";

const GREEK = new Set(
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split(
    " ",
  ),
);
const OPERATORS: Record<string, string> = {
  "<=": "\\le",
  ">=": "\\ge",
  "==": "=",
  "!=": "\\ne",
  and: "\\land",
  or: "\\lor",
};

/** A name as mathematics: `tauMem` → `\tau_{\mathrm{mem}}`, `gExc` → `g_{\mathrm{exc}}`, `xPost1` → `x_{\mathrm{post1}}`. */
export function nameLatex(text: string): string {
  const dot = text.indexOf(".");
  if (dot > 0) return `${nameLatex(text.slice(dot + 1))}^{\\mathrm{${text.slice(0, dot)}}}`;
  const match = /^([a-z]+|[A-Z])(.*)$/.exec(text);
  const [head, tail] = match ? [match[1], match[2]] : [text, ""];
  const symbol = GREEK.has(head) ? `\\${head}` : head.length === 1 ? head : `\\mathrm{${head}}`;
  if (tail === "") return symbol;
  const subscript = tail.replace(/^_/, "").replaceAll("_", "\\_");
  if (GREEK.has(subscript.toLowerCase())) return `${symbol}_{\\${subscript.toLowerCase()}}`;
  return `${symbol}_{\\mathrm{${subscript.charAt(0).toLowerCase()}${subscript.slice(1)}}}`;
}

/**
 * Numbers with at most `digits` significant digits; very large and small ones as powers of ten, and those so near to 1
 * that the digits would hide the difference (decay factors of slow variables) as a difference from 1.
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

/** Typesets an expression as LaTeX (without delimiters). */
export function latex(expr: Expr): string {
  const wrap = (child: Expr, minimum: number): string => {
    const text = latex(child);
    return precedence(child) < minimum ? `\\left(${text}\\right)` : text;
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
      const right = wrap(expr.right, own + 1);
      if (expr.op === "*") {
        const needsDot = expr.left.kind === "number" || /^[-\d]/.test(right);
        return `${wrap(expr.left, own)} ${needsDot ? "\\cdot" : "\\,"} ${right}`;
      }
      return `${wrap(expr.left, own)} ${OPERATORS[expr.op] ?? expr.op} ${right}`;
    }
  }
}
