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

/**
 * An expression as a function of some of its names, for evaluation at very many points. `lookup` is called once for each
 * of the other names.
 */
export function evaluator(
  expr: Expr,
  variables: readonly string[],
  lookup: (name: string) => number,
): (...values: readonly number[]) => number {
  let at: readonly number[] = [];
  const build = onceForEach<() => number>((e, self) => {
    switch (e.kind) {
      case "number":
        return () => e.value;
      case "name": {
        const place = variables.indexOf(e.name);
        if (place >= 0) return () => at[place];
        const value = lookup(e.name);
        return () => value;
      }
      case "unary": {
        const operand = self(e.operand);
        return e.op === "-" ? () => -operand() : () => Number(operand() === 0);
      }
      case "binary": {
        const [left, right] = [self(e.left), self(e.right)];
        return () => applyOperator(e.op, left(), right());
      }
      case "call": {
        const { evaluate } = functionSpec(e.fn);
        const args = e.args.map(self);
        return () => evaluate(...args.map((arg) => arg()));
      }
    }
  });
  const value = build(expr);
  return (...values) => {
    at = values;
    return value();
  };
}
