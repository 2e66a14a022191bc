import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/**
 * The length of a step in ms.
 * @throws InputError unless it is a time above 0
 */
export function stepLength(where: string, dt: Quantity<"time">): number {
  const length = valueIn(`${where}, dt`, dt, ms, "ms(0.5)");
  if (length > 0) return length;
  throw new InputError(`${where}, dt: found ${length} ms, expected a time above 0.`);
}
