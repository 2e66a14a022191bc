import { type Network, partsOf } from "../model/network.js";
import { PairFunction } from "../model/pairFunction.js";
import type { Weights } from "../model/projection.js";

/** Where values are of the usual size. */
const FLUSH = 1e-12;
/** Declared values below this are those of a model in other units, such as SI: what they decay to is smaller too. */
const SMALL = 1e-6;
/** Above the denormal numbers of 32 bits, also after a product with a small factor. */
const LEAST = 1e-32;

/**
 * Decaying values nearer than this to their target are set to it, because denormal numbers are slow: far below anything
 * that the network's declared values could mean.
 */
export function flushOf(net: Network): number {
  const declared = [
    ...partsOf(net, "population").flatMap(([, { model }]) => [
      ...model.system.parameters.values(),
      ...model.initial.values(),
    ]),
    ...partsOf(net, "drive").map(([, { w }]) => w),
    ...partsOf(net, "projection").flatMap(([, { w, plasticity }]) => [
      w,
      ...(plasticity ? [...plasticity.system.parameters.values(), ...plasticity.initial.values()] : []),
    ]),
  ];
  const smallest = Math.min(...declared.map(sizeOf).filter((size) => size > 0));
  return smallest < SMALL ? Math.max(LEAST, smallest * FLUSH) : FLUSH;
}

/** The largest absolute value that is declared. */
function sizeOf({ value }: Weights): number {
  if (typeof value === "number") return Math.abs(value);
  // Not asked for here: it is one for each synapse.
  if (value instanceof PairFunction) return 0;
  if (value instanceof Float64Array) return value.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(Math.abs(value.a), Math.abs(value.b));
}
