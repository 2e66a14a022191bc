import { realNumber } from "../check/realNumber.js";
import { InputError } from "../errors.js";

/**
 * What is left of earlier examples with each new one.
 * @throws InputError for what is not above 0 and at most 1
 */
export function checkMemory(where: string, memory: unknown): number {
  const share = realNumber(`${where}, memory`, memory, { least: 0, above: true });
  if (share <= 1) return share;
  throw new InputError(`${where}, memory: found ${share}, expected a number up to 1.`);
}
