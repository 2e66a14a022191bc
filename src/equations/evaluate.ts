import { type Expr, onceForEach } from "./ast.js";
import { functionSpec } from "./functions.js";
import { applyOperator } from "./simplify.js";

/** Value of an expression in float64; `lookup` gives the values of names. True is 1, false 0. */
export function evaluate(expr: Expr, lookup: (name: string) => number): number {
  return onceForEach<number>((e, self) => {
    switch (e.kind) {
      case "number":
        return e.value;
      case "name":
        return lookup(e.name);
      case "unary": {
        const operand = self(e.operand);
        return e.op === "-" ? -operand : Number(operand === 0);
      }
      case "binary":
        return applyOperator(e.op, self(e.left), self(e.right));
      case "call":
        return functionSpec(e.fn).evaluate(...e.args.map(self));
    }
  })(expr);
}
