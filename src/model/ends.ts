import type { Population, PopulationSlice, SourceSlice, SpikeSource } from "./population.js";

/** A contiguous range of neurons. */
export interface Range {
  readonly begin: number;
  readonly size: number;
}

/** The two ends of a projection. */
export interface Ends {
  readonly pre: Population | SpikeSource;
  readonly post: Population;
  /** The neurons of each side that are joined: the whole populations, or slices of them. */
  readonly ends: { readonly pre: Range; readonly post: Range };
}

/** The population or source that an end is, or is a slice of. */
export const wholeOf = <W extends Population | SpikeSource>(end: W | { readonly kind: "slice"; readonly of: W }): W =>
  end.kind === "slice" ? end.of : end;

export const rangeOf = (end: Population | SpikeSource | PopulationSlice | SourceSlice): Range =>
  end.kind === "slice" ? { begin: end.begin, size: end.size } : { begin: 0, size: end.size };

export const isSliced = ({ pre, post, ends }: Ends): boolean => ends.pre.size < pre.size || ends.post.size < post.size;

/**
 * The index of a presynaptic neuron's own counterpart, which `self: false` excludes, less its own index. The
 * counterpart is the neuron itself in another slice of its population, otherwise the neuron with the same index.
 */
export const ownOffset = ({ pre, post, ends }: Ends): number => (pre === post ? ends.pre.begin - ends.post.begin : 0);
