import { functionSpec } from "../../equations/functions.js";
import { applyOperator } from "../../equations/simplify.js";
import { partsOf, type Read, type Value } from "../../program/value.js";

/** A value that is computed anew at each call, from wherever the loop stands. */
export type Thunk = () => number;

/** Turns values into one float64 function that computes all of them, equal parts once; `read` gives what reads a field. */
export function evaluation(values: readonly Value[], read: (read: Read) => Thunk): () => readonly number[] {
  const parts = [...partsOf(values)];
  const places = new Map(parts.map((part, i) => [part, i]));
  const place = (value: Value): number => places.get(value) ?? -1;
  const computed = new Float64Array(parts.length);
  const thunkOf = (part: Value): Thunk => {
    switch (part.kind) {
      case "number": {
        const { value } = part;
        return () => value;
      }
      case "read":
        return read(part);
      case "unary": {
        const operand = place(part.operand);
        return part.op === "-" ? () => -computed[operand] : () => Number(computed[operand] === 0);
      }
      case "binary": {
        const { op } = part;
        const [left, right] = [place(part.left), place(part.right)];
        return () => applyOperator(op, computed[left], computed[right]);
      }
      case "call": {
        const { evaluate } = functionSpec(part.fn);
        const args = part.args.map(place);
        return () => evaluate(...args.map((arg) => computed[arg]));
      }
    }
  };
  const thunks = parts.map(thunkOf);
  const wanted = values.map(place);
  return () => {
    for (let i = 0; i < thunks.length; i++) computed[i] = thunks[i]();
    return wanted.map((i) => computed[i]);
  };
}
