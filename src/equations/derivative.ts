import {
  add,
  binary,
  call,
  children,
  divide,
  type Expr,
  negate,
  number,
  onceForEach,
  pairwise,
  subtract,
  times,
} from "./ast.js";
import { linearIn } from "./linear.js";
import { simplify } from "./simplify.js";

/**
 * The derivative of an expression with respect to a name. Where it does not exist (a corner of `abs`, `min`, `max`,
 * `clip`, a jump of `where`, `floor`, `ceil` or a comparison), the one-sided derivative of one side.
 */
export function derivative(expr: Expr, x: string): Expr {
  return linearIn(expr, x)?.slope ?? simplify(differentiate(pairwise(expr), x));
}

function differentiate(expr: Expr, x: string): Expr {
  const contains = onceForEach<boolean>((e, self) => (e.kind === "name" ? e.name === x : children(e).some(self)));
  return onceForEach<Expr>((e, self) => (contains(e) ? differentiateNode(e, self, contains) : number(0)))(expr);
}

function differentiateNode(expr: Expr, d: (e: Expr) => Expr, contains: (e: Expr) => boolean): Expr {
  if (expr.kind === "name") return number(1);
  if (expr.kind === "unary") return expr.op === "-" ? negate(d(expr.operand)) : number(0);
  if (expr.kind === "call") return differentiateCall(expr, d);
  if (expr.kind !== "binary") return number(0);
  const { left, right } = expr;
  switch (expr.op) {
    case "+":
      return add(d(left), d(right));
    case "-":
      return subtract(d(left), d(right));
    case "*":
      return add(times(d(left), right), times(left, d(right)));
    case "/":
      return subtract(divide(d(left), right), divide(times(left, d(right)), times(right, right)));
    case "%":
      return subtract(d(left), times(call("floor", divide(left, right)), d(right)));
    case "^": {
      const outer = times(right, binary("^", left, subtract(right, number(1))));
      const base = times(outer, d(left));
      return contains(right) ? add(base, times(times(expr, call("log", left)), d(right))) : base;
    }
    default:
      return number(0);
  }
}

function differentiateCall(expr: Extract<Expr, { kind: "call" }>, d: (e: Expr) => Expr): Expr {
  const [a, b, c] = expr.args;
  switch (expr.fn) {
    case "exp":
      return times(expr, d(a));
    case "log":
      return divide(d(a), a);
    case "sqrt":
      return divide(d(a), times(number(2), expr));
    case "sin":
      return times(call("cos", a), d(a));
    case "cos":
      return negate(times(call("sin", a), d(a)));
    case "tanh":
      return times(subtract(number(1), times(expr, expr)), d(a));
    case "abs":
      return call("where", binary("<", a, number(0)), negate(d(a)), d(a));
    case "min":
      return call("where", binary("<", a, b), d(a), d(b));
    case "max":
      return call("where", binary(">", a, b), d(a), d(b));
    case "clip":
      return call("where", binary(">", call("max", a, b), c), d(c), call("where", binary("<", a, b), d(b), d(a)));
    case "where":
      return call("where", a, d(b), d(c));
    case "phi1": {
      // (e^z − φ₁(z))/z, or its series where that is 0/0.
      const series = add(number(1 / 2), times(number(1 / 3), a));
      const quotient = divide(subtract(call("exp", a), expr), a);
      return times(call("where", binary("<", call("abs", a), number(1e-3)), series, quotient), d(a));
    }
    case "floor":
    case "ceil":
      return number(0);
  }
}
