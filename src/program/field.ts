import type { Drawn } from "../random/drawn.js";

/**
 * A set of elements that carry fields: the neurons of a population, or a projection's rows (one for each presynaptic
 * neuron and delay), columns (one for each postsynaptic neuron) or synapses. The numbers of a table belong to a part as
 * a whole and are read by position.
 */
export interface Domain {
  /** The name of the population or projection. */
  readonly name: string;
  readonly level: "neuron" | "row" | "column" | "synapse" | "table";
  readonly size: number;
}

/** The domain of a table. */
export const tableOf = (part: string, size: number): Domain => ({ name: part, level: "table", size });

export interface Field {
  /** Full name, `exc.v`. */
  readonly name: string;
  readonly domain: Domain;
  /**
   * Shape as a tensor: [pre, post] for a dense projection, [height, width, channels, filters] for filters, else
   * [elements].
   */
  readonly shape: readonly number[];
  /**
   * One number for all elements, one for each, or numbers to draw: element e gets number order[e], or e without an
   * order.
   */
  readonly initial: number | Float64Array | (Drawn & { readonly order?: Int32Array });
  /** Whole numbers (counters) are kept as 32-bit integers. */
  readonly type: "float" | "int";
  /** Whether it is learned: it changes only in presentations that learn. */
  readonly plastic: boolean;
  /** Bounds that every step keeps, found by the compiler; values written from outside must be within them. */
  readonly bounds: readonly [low: number, high: number];
  /** The field whose rounding error in 32 bits this one holds: the value is the sum of the two. */
  readonly compensates?: Field;
}
