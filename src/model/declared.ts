import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";

const made = new WeakSet<object>();

/** Freezes a declaration's result and registers it as such. */
export function declared<const T extends object>(value: T): T {
  made.add(value);
  return Object.freeze(value);
}

/** Whether a value was made by a declaration and is of one of these kinds. */
export function isMade(value: unknown, kinds: readonly string[]): boolean {
  if (!(typeof value === "object" && value !== null && made.has(value) && "kind" in value)) return false;
  return kinds.some((kind) => kind === value.kind);
}

/**
 * Checks that a value was made by another declaration.
 * @throws ModelError otherwise
 */
export function checkKind(where: string, value: unknown, kinds: readonly string[], expected: string): void {
  if (isMade(value, kinds)) return;
  throw new ModelError(`${where}: found ${nameOf(value)}, expected ${expected}.`);
}

/**
 * Checks that a value is a record.
 * @param expected the record in words and by an example
 * @throws ModelError otherwise
 */
export function checkRecord(where: string, value: unknown, expected: string): void {
  const isRecord = typeof value === "object" && value !== null && !(Symbol.iterator in value);
  const prototype: unknown = isRecord ? Object.getPrototypeOf(value) : undefined;
  if (isRecord && (prototype === null || prototype === Object.prototype)) return;
  throw new ModelError(`${where}: found ${nameOf(value)}, expected ${expected}.`);
}
