import { InputError } from "../errors.js";
import { nameOf } from "./names.js";

/** @throws InputError unless the value is a function or undefined */
export function checkCallback(where: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new InputError(`${where}: found ${nameOf(value)}, expected a function, or nothing.`);
}
