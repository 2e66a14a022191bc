import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/** A time as the nearest number of steps. Throws {@link InputError} for fewer than `least`. */
export function readSteps(where: string, time: Quantity<"time">, dt: number, least: 0 | 1): number {
  const length = valueIn(where, time, ms, "ms(350)");
  const steps = Math.round(length / dt);
  if (length >= 0 && steps >= least && steps < 2 ** 24) return steps;
  throw new InputError(
    `${where}: found ${length} ms, expected from ${least} to ${2 ** 24 - 1} steps of ${dt} ms. ` +
      "Give another time, or compile with another step.",
  );
}

/** A whole number of at least `least`. */
export function readCount(where: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InputError(`${where}: found ${String(value)}, expected a whole number of at least ${least}.`);
}
