import { print } from "../equations/print.js";
import type { System } from "./system.js";

/** The equations of a model as typed, one row each. */
export function equationRows(system: System): (readonly [left: string, right: string])[] {
  return system.source.map(([left, right]) => [left, `= ${print(right)}`]);
}
