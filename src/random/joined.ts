import { type Key, PURPOSE, scheduleOf } from "./key.js";
import { log } from "./log.js";
import { shortLog } from "./shortLog.js";
import { threefry } from "./threefry.js";

/** Which rows and columns are joined: each pair with a probability, independently of all others. */
export interface Joined extends Key {
  readonly probability: number;
  /** Whether a row may be joined to the column with its own index. */
  readonly self: boolean;
  readonly rows: number;
  readonly columns: number;
}

/** The key schedule of the gaps. */
export const joinedSchedule = (joined: Joined): Int32Array => scheduleOf("sparse", joined, PURPOSE.joined);

/**
 * 1/ln(1 − p), which turns the logarithm of a uniform number into a geometric gap. Uses only sums, products and
 * quotients, so it has the same bits everywhere; accurate for small p too (Kahan's method for ln(1 + x)). Rounded to
 * float32.
 */
export function gapScale(probability: number): number {
  if (probability === 1) return 0;
  const silence = 1 - probability;
  return Math.fround(1 / (silence === 1 ? -probability : (log(silence) * -probability) / (silence - 1)));
}

/**
 * The definition: calls `visit` for each column that a row is joined to, in ascending order. The gaps between them are
 * geometric, so the cost is proportional to the number of joined pairs. Gap g of a row comes from word ⌊g/4⌋ mod 4 of
 * block 4·⌊g/16⌋ + g mod 4 at the row's address, the order in which SIMD lanes hold them.
 */
export function visitJoined(joined: Joined, row: number, visit: (column: number) => void): void {
  const { probability, self, columns } = joined;
  if (probability === 0) return;
  const schedule = joinedSchedule(joined);
  const scale = gapScale(probability);
  const own = self || row >= columns ? columns : row;
  const width = own < columns ? columns - 1 : columns;
  const words = Array.from({ length: 4 }, () => new Uint32Array(4));
  for (let gap = 0, column = -1; ; gap++) {
    if ((gap & 15) === 0) for (const [lane, w] of words.entries()) threefry(schedule, gap / 4 + lane, row, 0, 0, w);
    column += 1 + Math.trunc(Math.fround(shortLog(words[gap & 3][(gap >> 2) & 3]) * scale));
    if (column >= width) return;
    visit(column < own ? column : column + 1);
  }
}

/**
 * Gets the columns of all rows, row after row, in chunks: the columns, the number of columns in each row, and the first
 * row.
 */
export type VisitRows = (columns: Int32Array, counts: Int32Array, firstRow: number) => void;
