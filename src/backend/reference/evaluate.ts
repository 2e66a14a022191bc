import { functionSpec } from "../../equations/functions.js";
import { applyOperator } from "../../equations/simplify.js";
import type { Field } from "../../program/program.js";
import { type Draw, type Interval, partsOf, type Read, type Side, type Value } from "../../program/value.js";

/** A value that is computed at each call, for the current position of the cursor. */
export type Thunk = () => number;

/** What values need to know about the loops. */
export interface Surroundings {
  read(read: Read): Thunk;
  index(side: Side): Thunk;
  draw(draw: Draw): Thunk;
  table(table: Field): ArrayLike<number>;
  readonly time: Thunk;
  interval(interval: Interval): Thunk;
}

/** Converts values to a float64 function that computes all of them, shared parts once. */
export function evaluation(
  values: readonly Value[],
  around: Surroundings,
  read = (r: Read) => around.read(r),
): () => readonly number[] {
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
      case "time":
        return around.time;
      case "index":
        return around.index(part.side);
      case "draw":
        return around.draw(part);
      case "interval":
        return around.interval(part);
      case "entry": {
        const [numbers, at] = [around.table(part.table), place(part.place)];
        return () => numbers[Math.trunc(computed[at])];
      }
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
