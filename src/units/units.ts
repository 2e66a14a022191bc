import type { Dimension } from "./dimension.js";
import { type DimensionName, Quantity } from "./quantity.js";
import { readValues } from "./values.js";

export type Values = number | ArrayLike<number>;
export interface Unit<D extends DimensionName> {
  (value: number): Quantity<D, number>;
  (values: ArrayLike<number>): Quantity<D, Float64Array>;
  (value: Values): Quantity<D>;
}

const table = new Map<string, { factor: number; dimension: Dimension }>();

function unit<D extends DimensionName>(symbol: string, factor: number, dimension: Dimension): Unit<D> {
  table.set(symbol, { factor, dimension });
  const make = (value: Values) => {
    const values = readValues(`${symbol}(…)`, value, `a number or an array of numbers, such as ${symbol}(5)`);
    return new Quantity<D>(typeof values === "number" ? values * factor : values.map((x) => x * factor), dimension);
  };
  return make as Unit<D>;
}

const time: Dimension = [1, 0, 0];
const potential: Dimension = [0, 1, 0];
const current: Dimension = [0, 0, 1];
const conductance: Dimension = [0, -1, 1];
const capacitance: Dimension = [1, -1, 1];
const resistance: Dimension = [0, 1, -1];
const rate: Dimension = [-1, 0, 0];

/** Microseconds. */
export const us = unit<"time">("us", 1e-3, time);
/** Milliseconds. */
export const ms = unit<"time">("ms", 1, time);
/** Seconds. */
export const second = unit<"time">("second", 1e3, time);
/** Microvolts. */
export const uV = unit<"potential">("uV", 1e-3, potential);
/** Millivolts. */
export const mV = unit<"potential">("mV", 1, potential);
/** Volts. */
export const volt = unit<"potential">("volt", 1e3, potential);
/** Picoamperes. */
export const pA = unit<"current">("pA", 1, current);
/** Nanoamperes. */
export const nA = unit<"current">("nA", 1e3, current);
/** Microamperes. */
export const uA = unit<"current">("uA", 1e6, current);
/** Nanosiemens. */
export const nS = unit<"conductance">("nS", 1, conductance);
/** Microsiemens. */
export const uS = unit<"conductance">("uS", 1e3, conductance);
/** Millisiemens. */
export const mS = unit<"conductance">("mS", 1e6, conductance);
/** Picofarads. */
export const pF = unit<"capacitance">("pF", 1, capacitance);
/** Nanofarads. */
export const nF = unit<"capacitance">("nF", 1e3, capacitance);
/** Microfarads. */
export const uF = unit<"capacitance">("uF", 1e6, capacitance);
/** Megaohms. */
export const MOhm = unit<"resistance">("MOhm", 1e-3, resistance);
/** Gigaohms. */
export const GOhm = unit<"resistance">("GOhm", 1, resistance);
/** Hertz. */
export const Hz = unit<"rate">("Hz", 1e-3, rate);
/** Kilohertz. */
export const kHz = unit<"rate">("kHz", 1, rate);

/** The units that equation text may name, by symbol: factor to the coherent unit, and dimension. */
export const units: ReadonlyMap<string, { readonly factor: number; readonly dimension: Dimension }> = table;
