import { InputError } from "../errors.js";
import { nameOf } from "./names.js";

/**
 * A nonempty text, such as a path.
 * @throws InputError for anything else
 */
export function checkText(where: string, value: unknown, example: string, what = "a text"): string {
  if (typeof value === "string" && value !== "") return value;
  const found = value === "" ? "an empty text" : nameOf(value);
  throw new InputError(`${where}: found ${found}, expected ${what} such as "${example}".`);
}
