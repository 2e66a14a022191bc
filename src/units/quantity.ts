import { InputError } from "../errors.js";
import { type Dimension, formatDimension } from "./dimension.js";

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

  constructor(value: V, dimension: Dimension) {
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
