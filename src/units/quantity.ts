import { InputError } from "../errors.js";
import { type Dimension, formatDimension } from "./dimension.js";

export type DimensionName = "time" | "potential" | "current" | "conductance" | "capacitance" | "resistance" | "rate";

/**
 * A value with a physical dimension, or one such value per neuron. `value` is in the coherent unit of the dimension
 * (ms, mV, pA, nS, pF, GΩ, 1/ms); `D` names the dimension, so that `refractory: mV(5)` does not compile.
 */
export class Quantity<D extends DimensionName = DimensionName> {
  readonly value: number | Float64Array;
  readonly dimension: Dimension;
  declare protected readonly named: D;

  constructor(value: number | Float64Array, dimension: Dimension) {
    this.value = value;
    this.dimension = dimension;
  }

  toString(): string {
    const shown = typeof this.value === "number" ? String(this.value) : `[${this.value.length} values]`;
    return `${shown} ${formatDimension(this.dimension)}`;
  }
}

/** A quantity as one number in its coherent unit. Throws {@link InputError} if it is one value per neuron. */
export function scalar(quantity: Quantity, where: string): number {
  if (typeof quantity.value === "number") return quantity.value;
  throw new InputError(`${where}: found ${quantity.value.length} values, expected one. Give a single value.`);
}
