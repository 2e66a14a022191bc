import { functionSpec } from "../equations/functions.js";
import { applyOperator } from "../equations/simplify.js";
import { type Entry, operandsOf, type Read, type Value } from "./value.js";

/**
 * A value in float64 for the state that `read` gives, at time 0 and for element 0, with random numbers at their mean
 * and tables at their first entries.
 */
export function nominal(value: Value, read: (read: Read) => number): number {
  return fold(value, (part, operands) => {
    switch (part.kind) {
      case "number":
        return part.value;
      case "read":
        return read(part);
      case "time":
      case "index":
      case "interval":
        return 0;
      case "draw":
        return part.distribution === "normal" ? 0 : 0.5;
      case "entry":
        return initialEntry(part, operands[0]);
      case "unary":
        return part.op === "-" ? -operands[0] : Number(operands[0] === 0);
      case "binary":
        return applyOperator(part.op, operands[0], operands[1]);
      case "call":
        return functionSpec(part.fn).evaluate(...operands);
    }
  });
}

/** Estimates the magnitude of a value, given the magnitudes of fields by `size`. */
export function magnitude(value: Value, size: (read: Read) => number): number {
  const at = (part: Value) => Math.abs(nominal(part, size));
  return fold(value, (part, operands) => {
    switch (part.kind) {
      case "number":
        return Math.abs(part.value);
      case "read":
        return size(part);
      case "time":
      case "index":
      case "draw":
      case "interval":
        return 1;
      case "entry":
        return largestEntry(part);
      case "unary":
        return part.op === "-" ? operands[0] : 1;
      case "binary":
        if (part.op === "+" || part.op === "-") return operands[0] + operands[1];
        return part.op === "*" ? operands[0] * operands[1] : at(part);
      case "call":
        if (part.fn === "where") return Math.max(operands[1], operands[2]);
        if (part.fn === "min" || part.fn === "max") return Math.max(...operands);
        return part.fn === "clip" ? Math.min(operands[0], Math.max(operands[1], operands[2])) : at(part);
    }
  });
}

function initialEntry({ table: { initial } }: Entry, place: number): number {
  if (typeof initial === "number") return initial;
  return initial instanceof Float64Array ? initial[Math.trunc(place)] : Number.NaN;
}

function largestEntry({ table: { initial } }: Entry): number {
  if (typeof initial === "number") return Math.abs(initial);
  return initial instanceof Float64Array ? initial.reduce((most, x) => Math.max(most, Math.abs(x)), 0) : Number.NaN;
}

/** Computes each part once, after its operands. */
function fold(value: Value, compute: (part: Value, operands: readonly number[]) => number): number {
  const known = new Map<Value, number>();
  const visit = (part: Value): number => {
    const found = known.get(part);
    if (found !== undefined) return found;
    const result = compute(part, operandsOf(part).map(visit));
    known.set(part, result);
    return result;
  };
  return visit(value);
}
