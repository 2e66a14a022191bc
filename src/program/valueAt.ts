import { functionSpec } from "../equations/functions.js";
import { applyOperator } from "../equations/simplify.js";
import { type Entry, intervalAt, partsOf, type Read, type Value } from "./value.js";

/** The value at an element, in float64, of a value without random numbers. */
export function valueAt(
  value: Value,
  at: {
    readonly time: number;
    readonly step: number;
    readonly index: number;
    readonly read: (read: Read) => number;
    readonly entry: (entry: Entry, place: number) => number;
  },
): number {
  const known = new Map<Value, number>();
  const of = (operand: Value): number => known.get(operand) ?? Number.NaN;
  for (const part of partsOf([value])) known.set(part, compute(part));
  return of(value);

  function compute(part: Value): number {
    switch (part.kind) {
      case "number":
        return part.value;
      case "read":
        return at.read(part);
      case "time":
        return at.time;
      case "index":
        return at.index;
      case "draw":
        return Number.NaN;
      case "interval":
        return intervalAt(part, at.step);
      case "entry":
        return at.entry(part, of(part.place));
      case "unary":
        return part.op === "-" ? -of(part.operand) : Number(of(part.operand) === 0);
      case "binary":
        return applyOperator(part.op, of(part.left), of(part.right));
      case "call":
        return functionSpec(part.fn).evaluate(...part.args.map(of));
    }
  }
}
