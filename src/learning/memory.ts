import { realNumber } from "../check/realNumber.js";
import { InputError } from "../errors.js";

/**
 * The factor by which each new example discounts the earlier ones.
 * @throws InputError unless it is above 0 and at most 1
 */
export function checkMemory(where: string, memory: unknown): number {
  const share = realNumber(`${where}, memory`, memory, { least: 0, above: true });
  if (share <= 1) return share;
  throw new InputError(`${where}, memory: found ${share}, expected a number up to 1.`);
}
