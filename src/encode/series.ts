import { checkOptions, nameOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { InputError } from "../errors.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";

/** Values that change with time: each holds for `step`, the last one to the end. */
export interface Series {
  readonly kind: "series";
  /** One row for each time: one value for all, or one for each neuron. */
  readonly rows: readonly Float64Array[];
  /** In ms. */
  readonly step: number;
}

const made = new WeakSet<object>();

export const isSeries = (value: unknown): value is Series =>
  typeof value === "object" && value !== null && made.has(value);

/**
 * Values in time, in place of constant ones: `series([10, 50, 10], { step: ms(100) })` for all neurons, or a row for each
 * time, with a value for each neuron.
 * @throws InputError for what are no numbers, and for a step that is no time above 0
 */
export function series(values: readonly (number | Numbers)[], options: { readonly step: Quantity<"time"> }): Series {
  checkOptions("series", options, ["step"], { example: "{ step: ms(10) }" });
  const step = valueIn("series, step", options.step, ms, "ms(10)");
  if (!(step > 0)) throw new InputError(`series, step: found ${step} ms, expected a time above 0 ms.`);
  if (!Array.isArray(values) || values.length === 0) {
    throw new InputError(`series: found ${nameOf(values)}, expected an array of numbers, or of rows of numbers.`);
  }
  const rows = values.map((row, k) => readNumbers(`series, [${k}]`, typeof row === "number" ? [row] : row));
  const found: Series = Object.freeze({ kind: "series", rows: Object.freeze(rows), step });
  made.add(found);
  return found;
}
