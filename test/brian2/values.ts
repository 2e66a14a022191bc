import { MOhm, mS, ms, mV, nS, pA, pF, Quantity, uA, uF, type Value } from "../../src/index.js";
import type { Given } from "./golden.js";

const units = { ms, mV, pA, nS, pF, MOhm, mS, uA, uF };

export function valueFrom(given: Given): Exclude<Value, { readonly kind: unknown }> {
  if (typeof given === "number" || Array.isArray(given)) return given as number | number[];
  const [[unit, numbers]] = Object.entries(given);
  if (!(unit in units)) throw new TypeError(`${unit}: expected a unit of ${Object.keys(units).join(", ")}`);
  return units[unit as keyof typeof units](numbers as number);
}

export const valuesFrom = (given: Readonly<Record<string, Given>> = {}): Record<string, Value> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, valueFrom(value)]));

/** How large a unit is in SpikeTensor's system. */
export function sizeOf(unit: string): number {
  const one = unit === "1" ? 1 : valueFrom({ [unit]: 1 });
  return one instanceof Quantity ? (one.value as number) : 1;
}
