import { nearest } from "../equations/suggest.js";
import { InputError } from "../errors.js";

/** Throws {@link InputError} for a name that does not exist, with the one that was probably meant. */
export function checkName(where: string, what: string, name: string, known: Iterable<string>): void {
  const names = [...known];
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
  const expected = names.length === 0 ? `but there is no ${what}` : `expected ${what}: ${names.join(", ")}`;
  throw new InputError(`${where}: found "${name}", ${expected}.${hint}`);
}
