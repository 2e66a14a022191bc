import { checkOptions, nameOf } from "../check/names.js";
import { type Numbers, readNumbers } from "../check/numbers.js";
import { InputError } from "../errors.js";
import { type Dimension, formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { valueIn } from "../units/valueIn.js";
import { declared, isMade } from "./declared.js";

/** Values that change with time: each holds for `step`, and the last one to the end. */
export interface Series {
  readonly kind: "series";
  /** One row for each time, in coherent units: one value for all neurons, or one for each. */
  readonly rows: readonly Float64Array[];
  readonly dimension: Dimension;
  /** In ms. */
  readonly step: number;
}

export const isSeries = (value: unknown): value is Series => isMade(value, ["series"]);

/**
 * Values over time, in place of a constant: `series([10, 50, 10], { step: ms(100) })` or `series(pA([0, 200, 0]), {
 * step: ms(100) })` for all neurons, or one row for each time, with a value for each neuron: `series([pA([0, 1]),
 * pA([2, 3])], …)`. Can be used for the rates of an input, in Hz, or for a parameter of a model.
 * @throws InputError unless all values are numbers, all rows have one unit, and `step` is a time above 0
 */
export function series(
  values: readonly (number | Numbers | Quantity)[] | Quantity,
  options: { readonly step: Quantity<"time"> },
): Series {
  checkOptions("series", options, ["step"], { example: "{ step: ms(10) }" });
  const step = valueIn("series, step", options.step, ms, "ms(10)");
  if (!(step > 0)) throw new InputError(`series, step: found ${step} ms, expected a time above 0 ms.`);
  const dimension = dimensionOf(values);
  const given: unknown = values instanceof Quantity ? values.value : values;
  if (!(Array.isArray(given) || given instanceof Float64Array) || given.length === 0) {
    throw new InputError(`series: found ${nameOf(values)}, expected an array of numbers, or of rows of numbers.`);
  }
  const rows = Array.from(given as ArrayLike<number | Numbers | Quantity>, (row, k) => {
    const where = `series, [${k}]`;
    const isQuantity = row instanceof Quantity;
    if (!(values instanceof Quantity) && !sameDimension(isQuantity ? row.dimension : NUMBER, dimension)) {
      const found = isQuantity ? formatDimension(row.dimension) : "no unit";
      throw new InputError(`${where}: found ${found}, expected ${formatDimension(dimension)}, the unit of the first.`);
    }
    const numbers: number | Numbers = isQuantity ? row.value : row;
    const found = readNumbers(where, typeof numbers === "number" ? [numbers] : numbers);
    if (found.length === 0) throw new InputError(`${where}: found no values, expected one for all, or one for each.`);
    return found;
  });
  return declared({ kind: "series", rows: Object.freeze(rows), dimension, step });
}

function dimensionOf(values: unknown): Dimension {
  if (values instanceof Quantity) return values.dimension;
  const first: unknown = Array.isArray(values) ? values[0] : undefined;
  return first instanceof Quantity ? first.dimension : NUMBER;
}
