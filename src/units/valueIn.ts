import { InputError } from "../errors.js";
import { sameDimension } from "./dimension.js";
import { type DimensionName, Quantity } from "./quantity.js";
import type { Unit } from "./units.js";
import { found } from "./values.js";

/**
 * A quantity as a number of units.
 * @param example a valid value, for the error message
 * @throws InputError for another dimension, several values, or a number that is not finite
 */
export function valueIn<D extends DimensionName>(
  where: string,
  quantity: Quantity<D>,
  unit: Unit<D>,
  example: string,
): number {
  const one = unit(1);
  const isOfUnit = quantity instanceof Quantity && sameDimension(quantity.dimension, one.dimension);
  const value = isOfUnit ? quantity.value : undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value / (one.value as number);
  const given: unknown = quantity;
  if (typeof given === "number") {
    const same = Number.isFinite(given) ? example.replace(/\(.*\)/, `(${given})`) : example;
    throw new InputError(`${where}: found ${given}, expected one value such as ${same}.`);
  }
  const shown = given instanceof Quantity ? String(given) : found(given);
  throw new InputError(`${where}: found ${shown}, expected one value such as ${example}.`);
}
