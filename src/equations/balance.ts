import { add, type Expr, mapChildren, negate, onceForEach, subtract, times } from "./ast.js";
import { sizeOf } from "./size.js";

/** Trees up to this depth stay as typed. */
const DEEPEST = 50;

/**
 * Rebuilds long sums and products as balanced trees. As typed, a + b + c + … is a tree as deep as it is long, and
 * compilers and assemblers walk trees recursively. Trees of ordinary depth stay as they are.
 */
export function balance(expr: Expr): Expr {
  return onceForEach<Expr>((e, self) => {
    if (sizeOf(e).depth <= DEEPEST || e.kind !== "binary") return mapChildren(e, self);
    if (e.op === "+" || e.op === "-") return sum(spine(e, ["+", "-"]), self);
    if (e.op === "*") {
      const factors = spine(e, ["*"]).map(({ part }) => self(part));
      return joined(factors, times);
    }
    return mapChildren(e, self);
  })(expr);
}

interface Term {
  readonly part: Expr;
  readonly isNegative: boolean;
}

/**
 * The operands along the deepest path of like operators. Other branches are not followed: they may be shared many
 * times.
 */
function spine(expr: Expr, operators: readonly string[]): Term[] {
  const [before, after]: [Term[], Term[]] = [[], []];
  let [at, isNegative] = [expr, false];
  while (at.kind === "binary" && operators.includes(at.op)) {
    const isRightNegative = at.op === "-" ? !isNegative : isNegative;
    if (sizeOf(at.left).depth >= sizeOf(at.right).depth) {
      after.push({ part: at.right, isNegative: isRightNegative });
      at = at.left;
    } else {
      before.push({ part: at.left, isNegative });
      [at, isNegative] = [at.right, isRightNegative];
    }
  }
  return [...before, { part: at, isNegative }, ...after.reverse()];
}

function sum(terms: readonly Term[], self: (expr: Expr) => Expr): Expr {
  const of = (isNegative: boolean) => terms.filter((t) => t.isNegative === isNegative).map(({ part }) => self(part));
  const [positive, negative] = [of(false), of(true)];
  if (negative.length === 0) return joined(positive, add);
  if (positive.length === 0) return negate(joined(negative, add));
  return subtract(joined(positive, add), joined(negative, add));
}

function joined(parts: readonly Expr[], join: (a: Expr, b: Expr) => Expr): Expr {
  if (parts.length === 1) return parts[0];
  const middle = Math.ceil(parts.length / 2);
  return join(joined(parts.slice(0, middle), join), joined(parts.slice(middle), join));
}
