import { add, divide, type Expr, namesIn, negate, number, subtract, times } from "./ast.js";
import { simplify } from "./simplify.js";

/** An expression written as `constant + slope * x`, neither of which contains x. */
export interface LinearForm {
  readonly constant: Expr;
  readonly slope: Expr;
}

/** Writes `expr` as a linear form in the name `x`, or returns null where it is not linear in x. */
export function linearIn(expr: Expr, x: string): LinearForm | null {
  const form = decompose(expr, x);
  return form && { constant: simplify(form.constant), slope: simplify(form.slope) };
}

function decompose(expr: Expr, x: string): LinearForm | null {
  if (expr.kind === "name" && expr.name === x) return { constant: number(0), slope: number(1) };
  if (!namesIn(expr).has(x)) return { constant: expr, slope: number(0) };
  if (expr.kind === "unary" && expr.op === "-") {
    const inner = decompose(expr.operand, x);
    return inner && { constant: negate(inner.constant), slope: negate(inner.slope) };
  }
  if (expr.kind !== "binary") return null;
  const left = decompose(expr.left, x);
  const right = decompose(expr.right, x);
  if (!left || !right) return null;
  switch (expr.op) {
    case "+":
    case "-": {
      const combine = expr.op === "+" ? add : subtract;
      return { constant: combine(left.constant, right.constant), slope: combine(left.slope, right.slope) };
    }
    case "*": {
      const [free, form] = namesIn(expr.left).has(x) ? [expr.right, left] : [expr.left, right];
      if (namesIn(free).has(x)) return null;
      return { constant: times(free, form.constant), slope: times(free, form.slope) };
    }
    case "/":
      if (namesIn(expr.right).has(x)) return null;
      return { constant: divide(left.constant, expr.right), slope: divide(left.slope, expr.right) };
    default:
      return null;
  }
}
