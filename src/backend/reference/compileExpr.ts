import type { Expr } from "../../equations/ast.js";
import { functionSpec } from "../../equations/functions.js";
import { applyOperator } from "../../equations/simplify.js";

/** A value that is computed anew at each call, from wherever the loop stands. */
export type Thunk = () => number;

/** Turns an expression into a float64 function; `lookup` gives the function that reads a name. */
export function compileExpr(expr: Expr, lookup: (name: string) => Thunk): Thunk {
  switch (expr.kind) {
    case "number": {
      const { value } = expr;
      return () => value;
    }
    case "name":
      return lookup(expr.name);
    case "unary": {
      const operand = compileExpr(expr.operand, lookup);
      return expr.op === "-" ? () => -operand() : () => Number(operand() === 0);
    }
    case "binary": {
      const { op } = expr;
      const left = compileExpr(expr.left, lookup);
      const right = compileExpr(expr.right, lookup);
      return () => applyOperator(op, left(), right());
    }
    case "call": {
      const { evaluate } = functionSpec(expr.fn);
      const args = expr.args.map((arg) => compileExpr(arg, lookup));
      return () => evaluate(...args.map((arg) => arg()));
    }
  }
}
