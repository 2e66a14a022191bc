import { nameOf } from "../check/names.js";
import { ModelError, SpikeTensorError } from "../errors.js";
import { type Dimension, formatDimension, NUMBER, sameDimension } from "../units/dimension.js";
import { FLOAT32, fitsFloat32 } from "../units/float32.js";
import { Quantity } from "../units/quantity.js";

/**
 * A value for each pair of a presynaptic neuron i and a postsynaptic neuron j, counted from the start of the two ends.
 */
export type PairValue<V extends number | Quantity = number | Quantity> = (i: number, j: number) => V;

/** A declared function of the two neurons. Each value is checked when it is read. */
export class PairFunction {
  readonly kind = "function";

  /**
   * @param what its name, for error messages
   * @param range in coherent units
   */
  constructor(
    private readonly what: string,
    private readonly of: PairValue,
    readonly dimension: Dimension,
    private readonly range: readonly [low: number, high: number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ) {}

  /**
   * The value of a pair, in coherent units.
   * @throws ModelError that names the pair, unless it is a number in the right unit and within the range
   */
  at(where: string, i: number, j: number): number {
    const given = called(`${where}, ${this.what}`, this.of, i, j);
    const [value, dimension] = given instanceof Quantity ? [given.value as unknown, given.dimension] : [given, NUMBER];
    const [low, high] = this.range;
    const isUnit = value === 0 || sameDimension(dimension, this.dimension);
    if (isUnit && typeof value === "number" && value >= low && value <= high && fitsFloat32(value)) return value;
    const unit = formatDimension(this.dimension);
    const expected = `a number${unit === "1" ? "" : ` in ${unit}`}`;
    const bounds = [low, high].some(Number.isFinite) ? ` from ${low} to ${high}` : "";
    const found = given instanceof Quantity ? String(given) : nameOf(given);
    const most = typeof value === "number" && !fitsFloat32(value) ? `, ${FLOAT32}` : "";
    throw new ModelError(
      `${where}, ${this.what} of (${i}, ${j}): found ${found}, expected ${expected}${bounds}${most}.`,
    );
  }
}

/** The function's value for a pair. An error of ours in it, such as that of `nS(NaN)`, is extended by the pair. */
function called(where: string, of: PairValue, i: number, j: number): unknown {
  try {
    return of(i, j);
  } catch (error) {
    if (error instanceof SpikeTensorError) throw new ModelError(`${where} of (${i}, ${j}): ${error.message}`);
    throw error;
  }
}

/** The unit of a function's values, from the first pairs: a value of 0 leaves the unit open. */
export function dimensionOf(where: string, of: PairValue, preSize: number, postSize: number): Dimension {
  for (const [i, j] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]) {
    if (i >= preSize || j >= postSize) continue;
    const value = called(where, of, i, j);
    if (value instanceof Quantity) return value.dimension;
  }
  return NUMBER;
}
