import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";

/**
 * What another declaration has made.
 * @throws ModelError for anything else
 */
export function checkKind(where: string, value: unknown, kinds: readonly string[], expected: string): void {
  if (typeof value === "object" && value !== null && "kind" in value && kinds.includes(String(value.kind))) return;
  throw new ModelError(`${where}: found ${nameOf(value)}, expected ${expected}.`);
}
