/** How fast two backends train a network of a size. */
export interface Compared {
  /** Of state. */
  readonly numbers: number;
  /** The first's speed over the second's. */
  readonly ratio: number;
}

/**
 * The size from which the first is faster, and stays so for all larger ones that were measured; between two measured sizes
 * by a power law. 0: at every size; undefined: not even at the largest.
 */
export function crossover(compared: readonly Compared[]): number | undefined {
  const sizes = [...compared].sort((a, b) => a.numbers - b.numbers);
  const slower = sizes.map(({ ratio }) => ratio < 1).lastIndexOf(true);
  if (slower < 0) return 0;
  const [below, above] = [sizes[slower], sizes[slower + 1]];
  if (!above) return undefined;
  const part = Math.log(1 / below.ratio) / Math.log(above.ratio / below.ratio);
  return Math.round(below.numbers * (above.numbers / below.numbers) ** part);
}
