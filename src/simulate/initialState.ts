import type { Snapshot } from "../backend/backend.js";
import type { Program } from "../program/program.js";

/** The state that a program starts from. */
export function initialState(program: Program): Snapshot {
  return new Map(
    [...program.fields.values()].map(({ name, domain: { size }, initial }) => {
      return [name, typeof initial === "number" ? new Float64Array(size).fill(initial) : initial] as const;
    }),
  );
}
