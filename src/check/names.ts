import { InputError, type SpikeTensorError } from "../errors.js";
import { nearest } from "./suggest.js";

/** What is wrong with an unknown name, and which one was probably meant; undefined for a known name. */
export function unknownName(what: string, name: unknown, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (typeof name === "string" && names.includes(name)) return undefined;
  const meant = typeof name === "string" ? nearest(name, names) : undefined;
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  const expected = names.length === 0 ? `but there is no ${what}` : `expected ${what}: ${names.join(", ")}`;
  return `found ${nameOf(name)}, ${expected}.${hint}`;
}

/** @throws InputError (or `Problem`) for an unknown name */
export function checkName(
  where: string,
  what: string,
  name: unknown,
  known: Iterable<string>,
  Problem: new (message: string) => SpikeTensorError = InputError,
): void {
  const problem = unknownName(what, name, known);
  if (problem !== undefined) throw new Problem(`${where}: ${problem}`);
}

/** Describes a value that was passed by mistake. */
export function nameOf(value: unknown): string {
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if ("kind" in value && typeof value.kind === "string") return `a ${value.kind}`;
  if (Array.isArray(value)) return "an array";
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && !["", "Object"].includes(name) ? `a ${name}` : "a plain object";
}

/** The names of a type's options. The compiler rejects a list with a name missing or one too many. */
export const optionsOf = <T>(all: Readonly<Record<keyof Required<T>, true>>): readonly string[] => Object.keys(all);

/**
 * Checks the options in a record, as TypeScript finds misspelled ones only in literals.
 * @throws InputError (or `Problem`) unless it is a record of known options, none of them null
 */
export function checkOptions(
  where: string,
  options: unknown,
  known: readonly string[],
  { example, Problem = InputError }: { example?: string; Problem?: new (message: string) => SpikeTensorError } = {},
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const expected = example === undefined ? `a record of ${known.join(", ")}` : `options such as ${example}`;
    throw new Problem(`${where}: found ${nameOf(options)}, expected ${expected}.`);
  }
  for (const option of Object.keys(options)) {
    const problem = unknownName("an option", option, known);
    if (problem !== undefined) throw new Problem(`${where}: ${problem}`);
    if (Reflect.get(options, option) === null) {
      throw new Problem(`${where}, ${option}: found null, expected a value. For the default, leave it out.`);
    }
  }
}
