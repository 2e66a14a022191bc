import { type BinaryOperator, binary, call, type Expr, name, number } from "../../src/equations/ast.js";
import { type FunctionName, functionSpec, functions } from "../../src/equations/functions.js";
import type { Dice } from "../backend/dice.js";

export const NAMES = ["x", "y", "z", "pre.v", "post.gExc"];
const FUNCTIONS = Object.keys(functions) as FunctionName[];
const OPERATORS: readonly BinaryOperator[] = "+ - * / ^ < <= > >= == != and or".split(" ") as BinaryOperator[];

/** A random tree of every kind of node; numbers are not negative, as no text of a number is. */
export function randomTree(dice: Dice, depth: number): Expr {
  const next = () => randomTree(dice, depth - 1);
  if (depth === 0 || dice.chance(0.1)) {
    if (dice.chance(0.6)) return name(dice.pick(NAMES));
    return number(dice.pick([0, 1, 2, 0.5, dice.between(0, 3), 1e-12 * dice.whole(1, 9), 1e21]));
  }
  switch (dice.whole(0, 4)) {
    case 0:
      return { kind: "unary", op: dice.pick(["-", "not"]), operand: next() };
    case 1: {
      const fn = dice.pick(FUNCTIONS);
      return call(fn, ...Array.from({ length: functionSpec(fn).arity }, next));
    }
    default:
      return binary(dice.pick(OPERATORS), next(), next());
  }
}
