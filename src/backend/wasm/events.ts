import { type Assignment, valuesOf } from "../../program/program.js";
import type { Access } from "./access.js";
import { Lanes } from "./expression.js";
import { type FunctionText, get } from "./functionText.js";

/** Writes assignments whose right-hand sides all read the values from before. */
export function writeAssignments(text: FunctionText, access: Access, assignments: readonly Assignment[]): void {
  const lanes = new Lanes(text, access, valuesOf(assignments));
  const values = assignments.map(({ value }) => {
    const local = text.fresh();
    text.add(`(local.set ${local} ${lanes.value(value)})`);
    return local;
  });
  text.add(...assignments.map(({ field }, i) => access.store(field, get(values[i]))));
}
