import type { Snapshot } from "../backend/backend.js";
import { initialValues } from "../program/initial.js";
import type { Program } from "../program/program.js";

/** The state that a program starts from. */
export function initialState(program: Program): Snapshot {
  return new Map([...program.fields.values()].map((field) => [field.name, initialValues(field)] as const));
}
