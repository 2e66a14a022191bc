import { InputError } from "../errors.js";
import type { TrainShape } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/**
 * A bin of time as whole steps of `dt` ms.
 * @param least number of bins that must fit in the train
 * @throws InputError for a bin shorter than a step, or too long
 */
export function binSteps(
  where: string,
  bin: Quantity<"time">,
  { steps }: TrainShape,
  dt: number,
  least: number,
): number {
  const length = valueIn(where, bin, ms, "ms(5)");
  const width = Math.round(length / dt);
  if (width >= 1 && width * least <= steps) return width;
  throw new InputError(`${where}: found ${length} ms, expected from ${dt} to ${Math.floor(steps / least) * dt} ms.`);
}
