import { type PlacedPanel, round } from "./panel.js";

/** Lines with more points per pixel column than this are thinned. */
const perColumn = 4;

/**
 * A line as an SVG path. A long one keeps the first, smallest, largest and last value of each pixel column, which draws
 * the same pixels (Jugel et al. 2014, M4, doi:10.14778/2732951.2732953), also if it turns back.
 */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>, panel: PlacedPanel): string {
  const long = x.length > perColumn * panel.width;
  const kept = long ? thin(x, y, panel) : Array.from({ length: x.length }, (_, i) => i);
  return kept
    .map((i, place) => `${place === 0 ? "M" : "L"}${round(panel.toX(x[i]))},${round(panel.toY(y[i]))}`)
    .join("");
}

function thin(x: ArrayLike<number>, y: ArrayLike<number>, panel: PlacedPanel): number[] {
  const kept: number[] = [];
  for (let start = 0; start < x.length; ) {
    const column = Math.floor(panel.toX(x[start]));
    let [least, greatest, end] = [start, start, start];
    while (end < x.length && Math.floor(panel.toX(x[end])) === column) {
      if (y[end] < y[least]) least = end;
      if (y[end] > y[greatest]) greatest = end;
      end++;
    }
    kept.push(...[...new Set([start, least, greatest, end - 1])].sort((a, b) => a - b));
    start = end;
  }
  return kept;
}
