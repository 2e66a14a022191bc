import type { Expr } from "./ast.js";
import { shownName } from "./draws.js";
import { sizeOf } from "./size.js";

const POWER = 7;
const UNARY = 6;

export function precedence(expr: Expr): number {
  switch (expr.kind) {
    case "number":
      return expr.value < 0 ? UNARY : 9;
    case "name":
    case "call":
      return 9;
    case "unary":
      return expr.op === "not" ? 3 : UNARY;
    case "binary":
      switch (expr.op) {
        case "or":
          return 1;
        case "and":
          return 2;
        case "+":
        case "-":
          return 4;
        case "*":
        case "/":
        case "%":
          return 5;
        case "^":
          return POWER;
        default:
          return 3;
      }
  }
}

/** Writes an expression as equation text that parses to the same tree. */
export function print(expr: Expr): string {
  const wrap = (child: Expr, minimum: number): string =>
    precedence(child) < minimum ? `(${print(child)})` : print(child);
  switch (expr.kind) {
    case "number":
      return String(expr.value);
    case "name":
      return shownName(expr.name);
    case "call":
      return `${expr.fn}(${expr.args.map(print).join(", ")})`;
    case "unary":
      return expr.op === "not" ? `not ${wrap(expr.operand, 3)}` : `-${wrap(expr.operand, UNARY)}`;
    case "binary": {
      const own = precedence(expr);
      if (expr.op === "^") return `${wrap(expr.left, POWER + 1)}^${wrap(expr.right, UNARY)}`;
      const isComparison = own === 3;
      return `${wrap(expr.left, isComparison ? own + 1 : own)} ${expr.op} ${wrap(expr.right, own + 1)}`;
    }
  }
}

/** Equation text for an error message; a long one is omitted. */
export function excerpt(expr: Expr): string {
  return sizeOf(expr).nodes > 100 ? "…" : print(expr);
}
