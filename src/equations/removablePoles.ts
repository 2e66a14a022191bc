import { call, divide, type Expr, mapChildren, namesIn, number, onceForEach } from "./ast.js";
import { linearIn } from "./linear.js";

/**
 * Removes the gap of z/(e^z − 1) at z = 0, where both sides are 0 and the limit is 1: published channel rates have this
 * form. A quotient of c·z and ±(e^z − 1), for a z that is linear in a name with constant coefficients, becomes
 * ±c/φ₁(z). The expression must be simplified, with its constants as numbers.
 */
export function fillPoles(expr: Expr): Expr {
  return onceForEach<Expr>((e, self) => filled(mapChildren(e, self)))(expr);
}

function filled(e: Expr): Expr {
  if (e.kind !== "binary" || e.op !== "/") return e;
  const exponent = exponentOf(e.right);
  if (!exponent) return e;
  const ratio = proportion(e.left, exponent.z);
  return ratio === undefined ? e : divide(number(ratio * exponent.sign), call("phi1", exponent.z));
}

/** z of e^z − 1, or of 1 − e^z with the sign −1. */
function exponentOf(expr: Expr): { readonly z: Expr; readonly sign: number } | undefined {
  if (expr.kind !== "binary") return undefined;
  const { op, left, right } = expr;
  const isOne = (e: Expr, value: number) => e.kind === "number" && e.value === value;
  if (op === "+" && isOne(left, -1) && isExp(right)) return { z: right.args[0], sign: 1 };
  if (op === "-" && isOne(left, 1) && isExp(right)) return { z: right.args[0], sign: -1 };
  return undefined;
}

const isExp = (e: Expr): e is Extract<Expr, { kind: "call" }> => e.kind === "call" && e.fn === "exp";

/** The c for which `expr` is c·z, or undefined if there is none. */
function proportion(expr: Expr, z: Expr): number | undefined {
  const [x, ...others] = namesIn(z);
  if (x === undefined || others.length > 0) return undefined;
  const [a, b] = [linearIn(expr, x), linearIn(z, x)];
  const numbers = [a?.slope, a?.constant, b?.slope, b?.constant].map((e) =>
    e?.kind === "number" ? e.value : Number.NaN,
  );
  const [slopeA, constantA, slopeB, constantB] = numbers;
  const ratio = slopeA / slopeB;
  const isProportional = Math.abs(constantA - ratio * constantB) <= 1e-12 * Math.abs(constantA);
  return isProportional && Number.isFinite(ratio) ? ratio : undefined;
}
