/**
 * A table for drawing a binomial number, of `count` trials with probability `p`, from two uniform numbers: with column
 * c = ⌊u·columns⌋, the result is first + c if the second number is below `keep[c]`, else `other[c]` (Walker's alias
 * method). All are 32-bit numbers, so the same number is drawn everywhere. The tails left out have a probability below
 * 10⁻¹².
 *
 * @see Walker (1977), ACM Transactions on Mathematical Software 3, 253–256; Vose (1991), IEEE Transactions on Software
 *   Engineering 17, 972–975
 */
export interface BinomialTable {
  readonly first: number;
  /** A power of 2. */
  readonly columns: number;
  /** [columns] */
  readonly keep: Float64Array;
  /** [columns] */
  readonly other: Float64Array;
}

/** Probability, relative to the mode, below which a number is left out. */
const LEAST = 1e-16;

export function binomialTable(count: number, p: number): BinomialTable {
  const { first, weights } = likely(count, p);
  const columns = 2 ** Math.ceil(Math.log2(weights.length));
  const total = weights.reduce((sum, x) => sum + x, 0);
  const share = Float64Array.from({ length: columns }, (_, c) => ((weights[c] ?? 0) * columns) / total);
  const [keep, other] = [new Float64Array(columns).fill(1), new Float64Array(columns)];
  const [small, large]: [number[], number[]] = [[], []];
  for (let c = 0; c < columns; c++) (share[c] < 1 ? small : large).push(c);
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop() ?? 0, large.pop() ?? 0];
    keep[low] = Math.fround(share[low]);
    other[low] = first + high;
    share[high] -= 1 - share[low];
    (share[high] < 1 ? small : large).push(high);
  }
  // Columns left over by rounding keep their own number; a column beyond the last number has none.
  for (const c of [...small, ...large]) if (c >= weights.length) keep[c] = 0;
  return { first, columns, keep, other };
}

/** The numbers that are likely enough, each with its probability relative to the mode. */
function likely(count: number, p: number): { first: number; weights: number[] } {
  const mode = Math.min(count, Math.floor((count + 1) * p));
  const odds = p / (1 - p);
  const [above, below]: [number[], number[]] = [[], []];
  for (let k = mode, x = 1; k < count; k++) {
    x *= ((count - k) / (k + 1)) * odds;
    if (x < LEAST) break;
    above.push(x);
  }
  for (let k = mode, x = 1; k > 0; k--) {
    x *= k / ((count - k + 1) * odds);
    if (x < LEAST) break;
    below.push(x);
  }
  return { first: mode - below.length, weights: [...below.reverse(), 1, ...above] };
}
