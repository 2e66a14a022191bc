import { InputError } from "../errors.js";
import { extent, type NumberColumn } from "./input.js";

/** @throws InputError for values outside 0 to 1 */
export function checkShares(where: string, shares: NumberColumn): void {
  const [low, high] = extent(shares);
  if (low >= 0 && high <= 1) return;
  throw new InputError(`${where}: found an accuracy of ${low < 0 ? low : high}, expected fractions from 0 to 1.`);
}
