import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";
import { type Dimension, formatDimension, sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { dimensionOf, PairFunction, type PairValue } from "./pairFunction.js";
import type { SynapseModel } from "./synapse.js";
import { extentOf, type ResolvedValue, resolveValue, type Value } from "./values.js";

/** Values of synapses, with their unit. */
export interface Weights {
  readonly value: ResolvedValue["value"] | PairFunction;
  readonly dimension: Dimension;
}

type Rule = Pick<SynapseModel, "bounds"> | undefined;

/**
 * The weights of a projection, in their unit, checked against the bounds of its rule. Those given by a function are
 * checked when they are read.
 * @throws ModelError for weights out of bounds
 */
export function resolveWeights(
  given: Value | PairValue,
  { pre, post }: { readonly pre: { readonly size: number }; readonly post: { readonly size: number } },
  rule: Rule,
): Weights {
  const where = "connect, w";
  const bounds = rule?.bounds.get("w");
  if (typeof given === "function") {
    const dimension = dimensionOf(where, given, pre.size, post.size);
    checkUnit(bounds, dimension);
    return { value: new PairFunction("w", given, dimension, bounds?.ends), dimension };
  }
  const { value, dimension } = resolveValue(given, where);
  checkUnit(bounds, dimension);
  const [low, high] = extentOf(value);
  if (bounds && !(low >= bounds.ends[0] && high <= bounds.ends[1])) {
    throw new ModelError(
      `${where}: found weights from ${low} to ${high}, expected them within the bounds of the synapse model, ` +
        `${bounds.ends[0]} to ${bounds.ends[1]}. Change one of the two.`,
    );
  }
  return { value, dimension };
}

type Bounds = ReturnType<SynapseModel["bounds"]["get"]>;

function checkUnit(bounds: Bounds, dimension: Dimension): void {
  if (!bounds?.ends.some((end) => end !== 0) || sameDimension(bounds.dimension, dimension)) return;
  const [found, expected] = [bounds.dimension, dimension].map(formatDimension);
  throw new ModelError(
    `connect, plasticity, bounds of "w": found ${found}, expected ${expected}, the unit of the weights.`,
  );
}

/**
 * The sum to which weights are normalized.
 * @throws ModelError unless it is a positive sum in their unit
 */
export function resolveSum(given: number | Quantity | undefined, w: Weights, where: string): number | undefined {
  if (given === undefined) return undefined;
  const { value, dimension } = resolveValue(given, `${where}, normalize`);
  if (!(typeof value === "number" && value > 0)) {
    throw new ModelError(
      `${where}, normalize: found ${given instanceof Quantity ? given : nameOf(given)}, expected one positive sum of weights.`,
    );
  }
  if (sameDimension(dimension, w.dimension)) return value;
  const [found, expected] = [dimension, w.dimension].map(formatDimension);
  throw new ModelError(`${where}, normalize: found a sum in ${found}, expected ${expected}, the unit of the weights.`);
}
