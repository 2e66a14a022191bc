import { nameOf } from "../check/names.js";
import { ModelError } from "../errors.js";

const made = new WeakSet<object>();

/** Freezes what a declaration makes, and remembers that it was made by one. */
export function declared<const T extends object>(value: T): T {
  made.add(value);
  return Object.freeze(value);
}

/** Whether a declaration has made a value, and it is of one of these kinds. */
export function isMade(value: unknown, kinds: readonly string[]): boolean {
  if (!(typeof value === "object" && value !== null && made.has(value) && "kind" in value)) return false;
  return kinds.some((kind) => kind === value.kind);
}

/**
 * What another declaration has made.
 * @throws ModelError for anything else
 */
export function checkKind(where: string, value: unknown, kinds: readonly string[], expected: string): void {
  if (isMade(value, kinds)) return;
  throw new ModelError(`${where}: found ${nameOf(value)}, expected ${expected}.`);
}

/**
 * A record.
 * @param expected in words and by an example
 * @throws ModelError for anything else
 */
export function checkRecord(where: string, value: unknown, expected: string): void {
  const isRecord = typeof value === "object" && value !== null && !(Symbol.iterator in value);
  const prototype: unknown = isRecord ? Object.getPrototypeOf(value) : undefined;
  if (isRecord && (prototype === null || prototype === Object.prototype)) return;
  throw new ModelError(`${where}: found ${nameOf(value)}, expected ${expected}.`);
}
