import { InputError } from "../errors.js";
import { nearest } from "./suggest.js";

/** What is wrong with a name that is not known, and the one that was probably meant; undefined for one that is. */
export function unknownName(what: string, name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (names.includes(name)) return undefined;
  const meant = nearest(name, names);
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  const expected = names.length === 0 ? `but there is no ${what}` : `expected ${what}: ${names.join(", ")}`;
  return `found "${name}", ${expected}.${hint}`;
}

/** @throws InputError for a name that does not exist */
export function checkName(where: string, what: string, name: string, known: Iterable<string>): void {
  const problem = unknownName(what, name, known);
  if (problem !== undefined) throw new InputError(`${where}: ${problem}`);
}
