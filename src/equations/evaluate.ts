import type { Expr } from "./ast.js";
import { functionSpec } from "./functions.js";
import { applyOperator } from "./simplify.js";

/** Value of an expression in float64; `lookup` gives the value of a name. Truth is 1 and 0. */
export function evaluate(expr: Expr, lookup: (name: string) => number): number {
  switch (expr.kind) {
    case "number":
      return expr.value;
    case "name":
      return lookup(expr.name);
    case "unary": {
      const operand = evaluate(expr.operand, lookup);
      return expr.op === "-" ? -operand : Number(operand === 0);
    }
    case "binary":
      return applyOperator(expr.op, evaluate(expr.left, lookup), evaluate(expr.right, lookup));
    case "call":
      return functionSpec(expr.fn).evaluate(...expr.args.map((arg) => evaluate(arg, lookup)));
  }
}
