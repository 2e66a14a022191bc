import { drawKernel } from "./drawKernel.js";
import { gapScale, type Joined, type VisitRows, visitJoined } from "./joined.js";

/** The columns of the rows from `first` to below `end`, in chunks; what `visit` gets is valid until it returns. */
export function eachJoined(joined: Joined, first: number, end: number, visit: VisitRows, kernel = drawKernel()): void {
  if (joined.probability === 0) visit(new Int32Array(0), new Int32Array(end - first), first);
  else if (kernel) kernel.rows(joined, gapScale(joined.probability), first, end, visit);
  else {
    for (let row = first; row < end; row++) {
      const columns: number[] = [];
      visitJoined(joined, row, (column) => columns.push(column));
      visit(Int32Array.from(columns), Int32Array.of(columns.length), row);
    }
  }
}
