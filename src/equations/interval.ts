import { type Expr, onceForEach } from "./ast.js";
import { functionSpec } from "./functions.js";

export type Interval = readonly [low: number, high: number];

const EVERYTHING: Interval = [-Infinity, Infinity];
const MONOTONE = new Set(["exp", "log", "sqrt", "tanh", "floor", "ceil", "phi1"]);

const hull = (values: readonly number[]): Interval =>
  values.some(Number.isNaN) ? EVERYTHING : [Math.min(...values), Math.max(...values)];

/** Bounds of an expression over boxes of its names (interval arithmetic: never too narrow, perhaps too wide). */
export function bounds(expr: Expr, range: (name: string) => Interval): Interval {
  return onceForEach<Interval>((e, self) => boundsOf(e, range, self))(expr);
}

function boundsOf(expr: Expr, range: (name: string) => Interval, bounds: (expr: Expr) => Interval): Interval {
  switch (expr.kind) {
    case "number":
      return [expr.value, expr.value];
    case "name":
      return range(expr.name);
    case "unary": {
      const [low, high] = bounds(expr.operand);
      return expr.op === "-" ? [-high, -low] : [0, 1];
    }
    case "binary": {
      const a = bounds(expr.left);
      const b = bounds(expr.right);
      switch (expr.op) {
        case "+":
          return [a[0] + b[0], a[1] + b[1]];
        case "-":
          return [a[0] - b[1], a[1] - b[0]];
        case "*":
          return hull(a.flatMap((x) => b.map((y) => (x === 0 || y === 0 ? 0 : x * y))));
        case "/":
          return b[0] <= 0 && b[1] >= 0 ? EVERYTHING : hull(a.flatMap((x) => b.map((y) => x / y)));
        case "%":
          return remainder(b);
        case "^":
          return power(a, b);
        default:
          return [0, 1];
      }
    }
    case "call": {
      const args = expr.args.map(bounds);
      const { evaluate } = functionSpec(expr.fn);
      if (MONOTONE.has(expr.fn)) return hull(args[0].map((x) => evaluate(x)));
      if (expr.fn === "min" || expr.fn === "max" || expr.fn === "clip") {
        return [evaluate(...args.map((a) => a[0])), evaluate(...args.map((a) => a[1]))];
      }
      if (expr.fn === "where") return hull([...args[1], ...args[2]]);
      if (expr.fn === "abs") {
        const [low, high] = args[0];
        return low <= 0 && high >= 0 ? [0, Math.max(-low, high)] : hull([Math.abs(low), Math.abs(high)]);
      }
      return [-1, 1];
    }
  }
}

/** A remainder has the sign of the divisor. */
const remainder = ([low, high]: Interval): Interval => (low > 0 ? [0, high] : high < 0 ? [low, 0] : EVERYTHING);

function power(base: Interval, exponent: Interval): Interval {
  if (exponent[0] !== exponent[1]) return EVERYTHING;
  const n = exponent[0];
  if (!Number.isInteger(n) && base[0] < 0) return EVERYTHING;
  const ends = base.map((x) => x ** n);
  if (Number.isInteger(n) && n > 0 && n % 2 === 0 && base[0] < 0 && base[1] > 0) return [0, Math.max(...ends)];
  return n < 0 && base[0] <= 0 && base[1] >= 0 ? EVERYTHING : hull(ends);
}
