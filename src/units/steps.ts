import { InputError } from "../errors.js";
import type { Quantity } from "./quantity.js";
import { ms } from "./units.js";
import { valueIn } from "./valueIn.js";

/**
 * A time as the nearest number of steps of `dt` ms.
 * @throws InputError unless it is a time of `least` to 2²⁴ − 1 steps
 */
export function readSteps(where: string, time: Quantity<"time">, dt: number, least: 0 | 1): number {
  const length = valueIn(where, time, ms, "ms(350)");
  const steps = Math.round(length / dt);
  if (length >= 0 && steps >= least && steps < 2 ** 24) return steps;
  throw new InputError(
    `${where}: found ${length} ms, expected from ${least} to ${2 ** 24 - 1} steps of ${dt} ms. ` +
      "Change the time or the step.",
  );
}
