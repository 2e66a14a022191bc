import { add, children, divide, type Expr, negate, number, onceForEach, subtract, times } from "./ast.js";
import { simplify } from "./simplify.js";

/** An expression written as `constant + slope * x`, neither of which contains x. */
export interface LinearForm {
  readonly constant: Expr;
  readonly slope: Expr;
}

const known = new WeakMap<Expr, Map<string, LinearForm | null>>();

/** Writes `expr` as a linear form in the name `x`, or returns null if it is not linear in x. */
export function linearIn(expr: Expr, x: string): LinearForm | null {
  const forms = known.get(expr) ?? new Map<string, LinearForm | null>();
  known.set(expr, forms);
  const found = forms.get(x);
  if (found !== undefined) return found;
  const form = decompose(expr, x);
  const simple = form && { constant: simplify(form.constant), slope: simplify(form.slope) };
  forms.set(x, simple);
  return simple;
}

function decompose(expr: Expr, x: string): LinearForm | null {
  const contains = onceForEach<boolean>((e, self) => (e.kind === "name" ? e.name === x : children(e).some(self)));
  return onceForEach<LinearForm | null>((e, self) => {
    if (e.kind === "name" && e.name === x) return { constant: number(0), slope: number(1) };
    if (!contains(e)) return { constant: e, slope: number(0) };
    if (e.kind === "unary" && e.op === "-") {
      const inner = self(e.operand);
      return inner && { constant: negate(inner.constant), slope: negate(inner.slope) };
    }
    if (e.kind !== "binary") return null;
    const [left, right] = [self(e.left), self(e.right)];
    if (!left || !right) return null;
    switch (e.op) {
      case "+":
      case "-": {
        const combine = e.op === "+" ? add : subtract;
        return { constant: combine(left.constant, right.constant), slope: combine(left.slope, right.slope) };
      }
      case "*": {
        const [free, form] = contains(e.left) ? [e.right, left] : [e.left, right];
        if (contains(free)) return null;
        return { constant: times(free, form.constant), slope: times(free, form.slope) };
      }
      case "/":
        if (contains(e.right)) return null;
        return { constant: divide(left.constant, e.right), slope: divide(left.slope, e.right) };
      default:
        return null;
    }
  })(expr);
}
