import { checkFlag } from "../check/flag.js";
import { checkOptions } from "../check/names.js";
import { ModelError } from "../errors.js";
import { declared, isMade } from "./declared.js";
import { type ResolvedValue, resolveValue, type Value } from "./values.js";

/** A parameter that can be written while the network runs: `sim.state.exc.iDrive`. */
export interface Adjustable {
  readonly kind: "adjustable";
  /** Its first value. */
  readonly initial: ResolvedValue;
  /** Whether each neuron or synapse has a value of its own; otherwise all share one. */
  readonly each: boolean;
}

export const isAdjustable = (value: unknown): value is Adjustable => isMade(value, ["adjustable"]);

/**
 * A parameter that starts at a value and can be written while the network runs, between presentations and between
 * steps: `await sim.state.exc.iDrive.write(pA(200))`. A single value holds for all neurons or synapses of the model,
 * such as a reward that reaches all synapses; an array, a distribution, or `{ each: true }` gives each its own.
 *
 * @throws InputError unless `initial` is a value
 */
export function adjustable(initial: Value, options: { readonly each?: boolean } = {}): Adjustable {
  checkOptions("adjustable", options, ["each"], { example: "{ each: true }", Problem: ModelError });
  const { each = false } = options;
  checkFlag("adjustable, each", each, ModelError);
  const resolved = resolveValue(initial, "adjustable");
  return declared({ kind: "adjustable", initial: resolved, each: each || typeof resolved.value !== "number" });
}
