import { type Assignment, type Projection, valuesOf } from "../../program/program.js";
import { evaluation } from "./evaluate.js";
import type { Machine } from "./machine.js";

/** Assignments to variables that several synapses share. */
interface SharedEvent {
  /** Adds up the changes of the current synapse; all synapses read the values from before. */
  readonly visit: () => void;
  /** Moves each variable by the sum of its changes, within its bounds. */
  readonly apply: () => void;
}

/** @param marks of the projection's groups of weights, set if a normalized weight changes */
export function sharedEvent(
  machine: Machine,
  { normalization }: Projection,
  assignments: readonly Assignment[],
  marks: Int32Array | undefined,
): SharedEvent {
  const values = evaluation(valuesOf(assignments), machine);
  const targets = assignments.map(({ field }) => {
    const array = machine.array(field);
    return { field, array, change: new Float64Array(array.length) };
  });
  return {
    visit: () => {
      const element = machine.at.synapse;
      const next = values();
      for (const [i, { array, change }] of targets.entries()) change[element] += next[i] - array[element];
    },
    apply: () => {
      for (const { field, array, change } of targets) {
        const [low, high] = field.bounds;
        for (let e = 0; e < array.length; e++) {
          if (change[e] === 0) continue;
          const next = Math.min(Math.max(array[e] + change[e], low), high);
          if (marks && normalization?.weight === field && next !== array[e]) marks[e % normalization.groups] = 1;
          array[e] = next;
        }
        change.fill(0);
      }
    },
  };
}
