import { ModelError } from "../errors.js";
import type { Series } from "../model/series.js";
import { tableOf } from "./field.js";
import type { NamedField } from "./named.js";

/** Positions in a table are 32-bit floats, which are exact up to this number. */
const MOST_VALUES = 2 ** 24;

/**
 * The table of a series.
 * @param size of the population: rows have one value, or one for each neuron
 * @throws ModelError for rows of another length, for a step that is not a multiple of the simulation's, and for more
 *   than 2²⁴ values
 */
export function seriesField(
  where: string,
  name: string,
  { rows, step }: Series,
  { part, size, dt }: { readonly part: string; readonly size: number; readonly dt: number },
): NamedField {
  const width = rows[0].length;
  if (width !== 1 && width !== size) {
    const expected = size === 1 ? "one for all" : `one for all, or one for each of ${size} neurons`;
    throw new ModelError(`${where}: found a series of ${width} values in each row, expected ${expected}.`);
  }
  const every = Math.round(step / dt);
  if (every < 1 || Math.abs(every * dt - step) > 1e-9 * step) {
    throw new ModelError(
      `${where}: found a series in steps of ${step} ms, expected a multiple of the step, ${dt} ms. Change one of the two.`,
    );
  }
  if (rows.length * width > MOST_VALUES) {
    throw new ModelError(
      `${where}: found a series of ${rows.length * width} values, expected at most ${MOST_VALUES}. Use longer steps, or ` +
        "an adjustable(…) that is written between presentations.",
    );
  }
  const values = new Float64Array(rows.length * width);
  for (const [row, numbers] of rows.entries()) values.set(numbers, row * width);
  return {
    ...{ name, domain: tableOf(part, values.length), initial: values, type: "float", plastic: false },
    series: { every, rows: rows.length, isSeveral: width > 1 },
  };
}
