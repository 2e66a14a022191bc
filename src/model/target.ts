import { unknownName } from "../check/names.js";
import { ModelError } from "../errors.js";

/**
 * The variable of the postsynaptic neurons that a spike is added to.
 * @throws ModelError unless it is the name of one
 */
export function checkTarget(where: string, given: unknown, states: readonly string[]): string {
  const found = states.find((state) => state === given);
  if (found !== undefined) return found;
  throw new ModelError(`${where}: ${unknownName("a state variable", given, states)}`);
}
