import { InputError } from "../errors.js";
import { type Dimension, formatDimension, isDimension } from "./dimension.js";
import { found } from "./values.js";

export type DimensionName = "time" | "potential" | "current" | "conductance" | "capacitance" | "resistance" | "rate";

/**
 * A value with a physical dimension, or one such value per neuron. `value` is in the coherent unit of the dimension
 * (ms, mV, pA, nS, pF, GΩ, 1/ms); `D` names the dimension, so that `refractory: mV(5)` does not compile, and `V` says
 * whether it is one value or several.
 */
export class Quantity<
  D extends DimensionName = DimensionName,
  V extends number | Float64Array = number | Float64Array,
> {
  readonly value: V;
  readonly dimension: Dimension;
  declare protected readonly named: D;

  /** @throws InputError unless `value` is a number or numbers and `dimension` a dimension */
  constructor(value: V, dimension: Dimension) {
    const isValue = typeof value === "number" || value instanceof Float64Array;
    if (!isValue || !isDimension(dimension)) {
      throw new InputError(
        `Quantity: found ${found(value)} and ${found(dimension)}, expected a number, or a Float64Array, and its exponents ` +
          "[time, potential, current]. Use a unit such as mV(-70).",
      );
    }
    this.value = value;
    this.dimension = dimension;
  }

  toString(): string {
    const shown = typeof this.value === "number" ? String(this.value) : `[${this.value.length} values]`;
    return `${shown} ${formatDimension(this.dimension)}`;
  }
}

/** A quantity as one number in its coherent unit. Throws {@link InputError} if it is one value per neuron. */
export function scalar({ value }: Quantity, where: string): number {
  if (typeof value === "number") return value;
  throw new InputError(`${where}: found ${value.length} values, expected one. Give a single value.`);
}
