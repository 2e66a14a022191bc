/**
 * A table from which a binomial number, of `count` trials of probability `p`, is drawn by two uniform ones: in column
 * c = ⌊u·columns⌋ the number is first + c where the second lies below `keep[c]`, else `other[c]` (Walker's alias method). All
 * are 32-bit numbers, so that the same number is drawn everywhere. What is left out at both ends is less likely than 10⁻¹².
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

/** Of a number that is left out, beside the most likely one. */
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
  // What rounding has left over keeps its own number; a column beyond the last number has none.
  for (const c of [...small, ...large]) if (c >= weights.length) keep[c] = 0;
  return { first, columns, keep, other };
}

/** The numbers that are not too unlikely, and how likely each is beside the most likely one. */
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
