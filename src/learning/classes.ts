import { InputError } from "../errors.js";

/** @throws InputError unless there are at least two classes */
export function checkClasses(where: string, classes: number): void {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new InputError(`${where}, classes: found ${classes}, expected a whole number from 2.`);
  }
}
