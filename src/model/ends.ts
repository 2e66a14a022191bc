import type { Population, PopulationSlice, SourceSlice, SpikeSource } from "./population.js";

/** Neurons that lie one after the other. */
export interface Range {
  readonly begin: number;
  readonly size: number;
}

/** What a projection joins. */
export interface Ends {
  readonly pre: Population | SpikeSource;
  readonly post: Population;
  /** The neurons of each side that are joined: the whole populations, or slices of them. */
  readonly ends: { readonly pre: Range; readonly post: Range };
}

/** What a slice is one of. */
export const wholeOf = <W extends Population | SpikeSource>(end: W | { readonly kind: "slice"; readonly of: W }): W =>
  end.kind === "slice" ? end.of : end;

export const rangeOf = (end: Population | SpikeSource | PopulationSlice | SourceSlice): Range =>
  end.kind === "slice" ? { begin: end.begin, size: end.size } : { begin: 0, size: end.size };

export const isSliced = ({ pre, post, ends }: Ends): boolean => ends.pre.size < pre.size || ends.post.size < post.size;

/**
 * What the number of a presynaptic neuron and that of its own partner differ by, which `self: false` leaves out: the
 * neuron itself in another slice of its population, else the one of the same number.
 */
export const ownOffset = ({ pre, post, ends }: Ends): number => (pre === post ? ends.pre.begin - ends.post.begin : 0);
