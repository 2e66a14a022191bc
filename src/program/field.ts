import type { Drawn } from "../random/drawn.js";

/**
 * A set of elements that carry fields: the neurons of a population, or of a projection its rows (one for each
 * presynaptic neuron and delay), its columns (one for each postsynaptic neuron) or its synapses. A table belongs to no
 * elements: its numbers are those of the part as a whole, and are read by their place in it.
 */
export interface Domain {
  /** Of the population or projection. */
  readonly name: string;
  readonly level: "neuron" | "row" | "column" | "synapse" | "table";
  readonly size: number;
}

/** What belongs to a part as a whole. */
export const tableOf = (part: string, size: number): Domain => ({ name: part, level: "table", size });

export interface Field {
  /** Full name, `exc.v`. */
  readonly name: string;
  readonly domain: Domain;
  /** As a tensor: [pre, post] for synapses of a dense projection, [height, width, channels, filters], or [elements]. */
  readonly shape: readonly number[];
  /** One number for all elements, one for each, or numbers to draw: of element e that of number order[e], or e. */
  readonly initial: number | Float64Array | (Drawn & { readonly order?: Int32Array });
  /** Whole numbers (counters) are kept as 32-bit integers. */
  readonly type: "float" | "int";
  /** Part of what is learned: changed only in presentations that learn. */
  readonly plastic: boolean;
  /** Bounds that every step keeps, found by the compiler; values written from outside must lie within. */
  readonly bounds: readonly [low: number, high: number];
  /** What 32 bits leave over of this field, of which increments would be lost: the value is the sum of the two. */
  readonly compensates?: Field;
}
