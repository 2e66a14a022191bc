import { phi1 } from "../equations/functions.js";
import type { Field } from "./field.js";
import { operandsOf, type Value, type Values } from "./value.js";

/** A value in two parts: the nearest 32-bit number, and the remainder. */
export interface Split {
  readonly value: Value;
  readonly rest: Value;
}

/**
 * Splits what is assigned to a field with a compensation. An increment, x + dx, is added without loss: the new value is
 * the nearest number, and the rounding error goes to the compensation, to be added with the next increment. Any other
 * value is taken as it is, with a remainder of 0.
 *
 * Source of the exact sum: Knuth (1997), The Art of Computer Programming 2, section 4.2.2, theorem B.
 */
export class Splitter {
  private readonly own: Value;
  private readonly rest: Value;
  private readonly zero: Value;

  constructor(
    private readonly values: Values,
    field: Field,
    compensation: Field,
  ) {
    this.own = values.read(field, "element");
    this.rest = values.read(compensation, "element");
    this.zero = values.number(0);
  }

  /** Undefined unless the value is an increment, or made of increments. */
  split(value: Value): Split | undefined {
    const { values } = this;
    if (value === this.own) return { value, rest: this.rest };
    const increment = incrementOf(value, this.own, values);
    if (increment) return this.sum(increment);
    if (value.kind !== "call") return undefined;
    const { fn, args } = value;
    if (fn === "where") {
      const [condition, yes, no] = args;
      const branches = [yes, no].map((branch) => this.split(branch));
      if (!branches.some((branch) => branch)) return undefined;
      const [a, b] = branches.map((branch, i) => branch ?? this.plain(args[i + 1]));
      const asked = replaced(condition, new Map([...pair(yes, a.value), ...pair(no, b.value)]), values);
      return {
        value: values.call("where", [asked, a.value, b.value]),
        rest: values.call("where", [asked, a.rest, b.rest]),
      };
    }
    if (fn !== "clip" && fn !== "min" && fn !== "max") return undefined;
    const parts = args.map((arg) => this.split(arg));
    if (parts.filter((part) => part).length !== 1) return undefined;
    const cut = values.call(
      fn,
      args.map((arg, i) => parts[i]?.value ?? arg),
    );
    const inner = parts.find((part) => part) ?? this.plain(value);
    const isWithin = values.binary("==", cut, inner.value);
    return { value: cut, rest: values.call("where", [isWithin, inner.rest, this.zero]) };
  }

  plain(value: Value): Split {
    return { value, rest: this.zero };
  }

  private sum(increment: Value): Split {
    const { values, own } = this;
    const plus = (a: Value, b: Value) => values.binary("+", a, b);
    const minus = (a: Value, b: Value) => values.binary("-", a, b);
    const sum = plus(own, increment);
    const added = minus(sum, own);
    const lost = plus(minus(own, minus(sum, added)), minus(increment, added));
    const rest = plus(this.rest, lost);
    const value = plus(sum, rest);
    return { value, rest: minus(rest, minus(value, sum)) };
  }
}

const pair = (from: Value, to: Value): [Value, Value][] => (from.kind === "number" || from === to ? [] : [[from, to]]);

/** The change of `own`, if a value is a sum of it and others, or a multiple of it; otherwise undefined. */
export function incrementOf(value: Value, own: Value, values: Values): Value | undefined {
  if (value.kind !== "binary" || value === own) return undefined;
  const { op, left, right } = value;
  if (op === "+" || op === "-") {
    if (left === own) return op === "+" ? right : values.unary("-", right);
    const first = incrementOf(left, own, values);
    if (first) return values.binary(op, first, right);
    if (op === "-") return undefined;
    if (right === own) return left;
    const second = incrementOf(right, own, values);
    return second && values.binary("+", left, second);
  }
  if (op === "/" && left === own && right.kind === "number") {
    return values.binary("*", values.number(1 / right.value - 1), own);
  }
  if (op !== "*" || (left !== own && right !== own)) return undefined;
  const excess = excessOf(left === own ? right : left, values);
  return excess && values.binary("*", excess, own);
}

/** A factor minus 1, without cancellation. */
function excessOf(factor: Value, values: Values): Value | undefined {
  if (factor.kind === "number") return values.number(factor.value - 1);
  if (factor.kind === "call" && factor.fn === "exp") {
    const [exponent] = factor.args;
    if (exponent.kind === "number") return values.number(exponent.value * phi1(exponent.value));
    return values.binary("*", exponent, values.call("phi1", [exponent]));
  }
  if (factor.kind !== "binary") return undefined;
  const isOne = (part: Value) => part.kind === "number" && part.value === 1;
  if (factor.op === "+" && isOne(factor.left)) return factor.right;
  if (factor.op === "+" && isOne(factor.right)) return factor.left;
  if (factor.op === "-" && isOne(factor.left)) return values.unary("-", factor.right);
  return undefined;
}

/** A value with some parts replaced by others. */
function replaced(value: Value, by: ReadonlyMap<Value, Value>, values: Values): Value {
  const known = new Map(by);
  const visit = (part: Value): Value => {
    const found = known.get(part);
    if (found) return found;
    const made = rebuilt(part, visit, values);
    known.set(part, made);
    return made;
  };
  return visit(value);
}

function rebuilt(part: Value, visit: (part: Value) => Value, values: Values): Value {
  const operands = operandsOf(part).map(visit);
  switch (part.kind) {
    case "unary":
      return values.unary(part.op, operands[0]);
    case "binary":
      return values.binary(part.op, operands[0], operands[1]);
    case "call":
      return values.call(part.fn, operands);
    case "entry":
      return values.entry(part.table, operands[0]);
    default:
      return part;
  }
}
