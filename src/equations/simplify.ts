import {
  add,
  type BinaryOperator,
  binary,
  call,
  divide,
  type Expr,
  mapChildren,
  negate,
  number,
  subtract,
  times,
} from "./ast.js";
import { functionSpec } from "./functions.js";

const ARITHMETIC: readonly BinaryOperator[] = ["+", "-", "*", "/", "%", "^"];

const isNumber = (expr: Expr): expr is Extract<Expr, { kind: "number" }> => expr.kind === "number";
/**
 * Whether a folded factor can be trusted: one that is 0 or infinite may have underflowed or overflowed when it was
 * folded.
 */
const isRegular = (value: number): boolean => value !== 0 && Number.isFinite(value);
const isValue = (expr: Expr, value: number): boolean => expr.kind === "number" && expr.value === value;

/** Value of an operator in float64; comparisons and logic give 1 or 0. */
export function applyOperator(op: BinaryOperator, a: number, b: number): number {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a - b * Math.floor(a / b);
    case "^":
      return a ** b;
    case "<":
      return Number(a < b);
    case "<=":
      return Number(a <= b);
    case ">":
      return Number(a > b);
    case ">=":
      return Number(a >= b);
    case "==":
      return Number(a === b);
    case "!=":
      return Number(a !== b);
    case "and":
      return Number(a !== 0 && b !== 0);
    case "or":
      return Number(a !== 0 || b !== 0);
  }
}

/**
 * Folds constants in float64 and removes neutral elements, so that only what a kernel must compute is left. The value
 * is unchanged for finite operands (`x * 0` becomes 0); division by a constant becomes multiplication.
 */
export function simplify(expr: Expr): Expr {
  const known = simplified.get(expr);
  if (known) return known;
  const result = simplifyNode(mapChildren(expr, simplify));
  simplified.set(expr, result);
  simplified.set(result, result);
  return result;
}

/** Results so far, as trees share nodes. */
const simplified = new WeakMap<Expr, Expr>();

function simplifyNode(e: Expr): Expr {
  switch (e.kind) {
    case "number":
    case "name":
      return e;
    case "unary":
      if (isNumber(e.operand)) return number(e.op === "-" ? -e.operand.value : Number(e.operand.value === 0));
      if (e.operand.kind === "unary" && e.operand.op === e.op && e.op === "-") return e.operand.operand;
      if (e.op === "-" && e.operand.kind === "binary") {
        const { op, left, right } = e.operand;
        if (op === "-") return simplify(subtract(right, left));
        if (op === "*" && isNumber(left)) return times(number(-left.value), right);
      }
      return e;
    case "call":
      if (e.args.every((arg) => isNumber(arg))) {
        return number(functionSpec(e.fn).evaluate(...e.args.map((arg) => (isNumber(arg) ? arg.value : Number.NaN))));
      }
      if (e.fn === "where" && isNumber(e.args[0])) return e.args[0].value !== 0 ? e.args[1] : e.args[2];
      return e;
    case "binary":
      if (isNumber(e.left) && isNumber(e.right)) return number(applyOperator(e.op, e.left.value, e.right.value));
      return simplifyBinary(e.op, e.left, e.right) ?? e;
  }
}

function simplifyBinary(op: BinaryOperator, a: Expr, b: Expr): Expr | undefined {
  switch (op) {
    case "+":
      return simplifySum(a, b);
    case "-":
      if (isValue(b, 0)) return a;
      if (isValue(a, 0)) return simplify(negate(b));
      if (isNumber(b)) return simplifySum(number(-b.value), a) ?? add(number(-b.value), a);
      if (b.kind === "unary" && b.op === "-") return simplify(add(a, b.operand));
      return undefined;
    case "*":
      return simplifyProduct(a, b);
    case "/":
      if (isValue(b, 1) || isValue(a, 0)) return a;
      if (isNumber(b) && isRegular(1 / b.value)) return simplify(times(number(1 / b.value), a));
      return undefined;
    case "^":
      return simplifyPower(a, b);
    case "and":
      if (isNumber(a)) return a.value !== 0 ? truth(b) : a;
      if (isNumber(b)) return b.value !== 0 ? truth(a) : b;
      return undefined;
    case "or":
      if (isNumber(a)) return a.value !== 0 ? number(1) : truth(b);
      if (isNumber(b)) return b.value !== 0 ? number(1) : truth(a);
      return undefined;
    default:
      return undefined;
  }
}

/** 1 for every value but 0, as `and` and `or` treat an operand. */
function truth(expr: Expr): Expr {
  const isTruth =
    (expr.kind === "unary" && expr.op === "not") || (expr.kind === "binary" && !ARITHMETIC.includes(expr.op));
  return isTruth ? expr : binary("!=", expr, number(0));
}

/** Sums keep their constant on the left: c + x. */
function simplifySum(a: Expr, b: Expr): Expr | undefined {
  if (isValue(a, 0)) return b;
  if (isNumber(b)) return simplify(add(b, a));
  if (b.kind === "unary" && b.op === "-") return simplify(subtract(a, b.operand));
  if (a.kind === "unary" && a.op === "-") return simplify(subtract(b, a.operand));
  const factorA = factorOf(a);
  const factorB = factorOf(b);
  if (factorA && factorB && factorA.factor === factorB.factor) {
    return simplify(times(number(factorA.factor), add(factorA.rest, factorB.rest)));
  }
  if (factorB && factorB.factor < 0) return simplify(subtract(a, times(number(-factorB.factor), factorB.rest)));
  if (b.kind === "binary" && b.op === "+" && isNumber(b.left)) {
    return isNumber(a)
      ? simplify(add(number(a.value + b.left.value), b.right))
      : simplify(add(b.left, add(a, b.right)));
  }
  if (a.kind === "binary" && a.op === "+" && isNumber(a.left)) return simplify(add(a.left, add(a.right, b)));
  if (isNumber(a) && b.kind === "binary" && b.op === "-" && isNumber(b.left)) {
    return simplify(subtract(number(a.value + b.left.value), b.right));
  }
  return undefined;
}

/** c and x of a product c * x. */
function factorOf(expr: Expr): { factor: number; rest: Expr } | undefined {
  if (expr.kind !== "binary" || expr.op !== "*" || !isNumber(expr.left)) return undefined;
  return { factor: expr.left.value, rest: expr.right };
}

/** Products keep their constant on the left: c * x. */
function simplifyProduct(a: Expr, b: Expr): Expr | undefined {
  if (isNumber(b) && !isNumber(a)) return simplify(times(b, a));
  if (isValue(a, 0)) return a;
  if (isValue(a, 1)) return b;
  if (isValue(a, -1)) return simplify(negate(b));
  if (isNumber(a)) {
    if (b.kind === "unary" && b.op === "-") return simplify(times(number(-a.value), b.operand));
    if (b.kind === "binary" && b.op === "*" && isNumber(b.left) && isRegular(a.value * b.left.value)) {
      return simplify(times(number(a.value * b.left.value), b.right));
    }
    if (b.kind === "binary" && b.op === "/" && isNumber(b.left) && isRegular(a.value * b.left.value)) {
      return simplify(divide(number(a.value * b.left.value), b.right));
    }
    return undefined;
  }
  if (a.kind === "binary" && a.op === "*" && isNumber(a.left)) return simplify(times(a.left, times(a.right, b)));
  if (b.kind === "binary" && b.op === "*" && isNumber(b.left)) return simplify(times(b.left, times(a, b.right)));
  if (a.kind === "unary" && a.op === "-") return simplify(negate(times(a.operand, b)));
  if (b.kind === "unary" && b.op === "-") return simplify(negate(times(a, b.operand)));
  return undefined;
}

function simplifyPower(base: Expr, exponent: Expr): Expr | undefined {
  if (!isNumber(exponent)) return undefined;
  switch (exponent.value) {
    case 0:
      return number(1);
    case 1:
      return base;
    case 2:
      return simplify(times(base, base));
    case 3:
      return simplify(times(base, times(base, base)));
    case 4:
      return simplify(times(times(base, base), times(base, base)));
    case 0.5:
      return call("sqrt", base);
    case -1:
      return divide(number(1), base);
    default:
      return undefined;
  }
}
