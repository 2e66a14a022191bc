import { unknownName } from "../equations/names.js";
import { ModelError, type SpikeTensorError } from "../errors.js";

/** What a value is, for a person who passed it by mistake. */
function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value === "function" ? "a function" : String(value);
  return "kind" in value ? `a ${String(value.kind)}` : Array.isArray(value) ? "an array" : "a plain object";
}

/**
 * Options in a record: a misspelt one would go unnoticed, as TypeScript looks for it only in literals.
 * @throws ModelError, or another one, for what is no record, and for options that do not exist
 */
export function checkOptions(
  where: string,
  options: unknown,
  known: readonly string[],
  example: string,
  Problem: new (message: string) => SpikeTensorError = ModelError,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new Problem(`${where}: found ${nameOf(options)}, expected options such as ${example}.`);
  }
  for (const option of Object.keys(options)) {
    const problem = unknownName("an option", option, known);
    if (problem !== undefined) throw new Problem(`${where}: ${problem}`);
  }
}

/**
 * What another declaration has made.
 * @throws ModelError for anything else
 */
export function checkKind(where: string, value: unknown, kinds: readonly string[], expected: string): void {
  if (typeof value === "object" && value !== null && "kind" in value && kinds.includes(String(value.kind))) return;
  throw new ModelError(`${where}: found ${nameOf(value)}, expected ${expected}.`);
}
