/** A line through points of a plane. */
export interface Polyline {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A part of the plane, divided into a grid of cells. */
export interface Grid {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
}

/** Bisections of an edge of the grid, down to the last bits of its length. */
const HALVINGS = 48;

/** The zero between two corners, or undefined if the sign changes at a pole. */
function crossing(f: (t: number) => number, start: number, end: number): number | undefined {
  let [low, high] = [0, 1];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (f(middle) > 0 === start > 0) low = middle;
    else high = middle;
  }
  const at = (low + high) / 2;
  return Math.abs(f(at)) <= Math.max(Math.abs(start), Math.abs(end)) ? at : undefined;
}

/**
 * The zeros of a function of the plane, as lines: marching squares, with the points on the edges of cells found by
 * bisection. Anything smaller than a cell is missed.
 * @see Lorensen & Cline (1987), doi:10.1145/37402.37422, in two dimensions
 */
export function levelLines(f: (x: number, y: number) => number, grid: Grid): Polyline[] {
  const { columns, rows } = grid;
  const xs = ends(grid.x, columns);
  const ys = ends(grid.y, rows);
  const values = ys.map((y) => xs.map((x) => f(x, y)));

  /** The zero on the edge from the corner (c, r) to the right or up; edges are numbered. */
  const places = new Map<number, readonly number[] | undefined>();
  const edge = (c: number, r: number, isUp: boolean): number => {
    const id = 2 * (r * (columns + 1) + c) + Number(isUp);
    const [start, end] = [values[r][c], isUp ? values[r + 1][c] : values[r][c + 1]];
    if (start > 0 !== end > 0 && !places.has(id)) {
      const [dx, dy] = isUp ? [0, ys[r + 1] - ys[r]] : [xs[c + 1] - xs[c], 0];
      const at = crossing((t) => f(xs[c] + t * dx, ys[r] + t * dy), start, end);
      places.set(id, at === undefined ? undefined : [xs[c] + at * dx, ys[r] + at * dy]);
    }
    return id;
  };

  const segments: (readonly [number, number])[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const corners = [values[r][c], values[r][c + 1], values[r + 1][c + 1], values[r + 1][c]];
      if (corners.some(Number.isNaN)) continue;
      const isAbove = corners.map((value) => value > 0);
      const edges = [edge(c, r, false), edge(c + 1, r, true), edge(c, r + 1, false), edge(c, r, true)];
      const crossed = edges.filter((_, k) => isAbove[k] !== isAbove[(k + 1) % 4]);
      const [bottom, right, top, left] = crossed;
      if (crossed.length === 2) segments.push([bottom, right]);
      if (crossed.length === 4) {
        // The corners on the same side as the center are connected through it.
        const isCenterAbove = f((xs[c] + xs[c + 1]) / 2, (ys[r] + ys[r + 1]) / 2) > 0;
        if (isCenterAbove === isAbove[0]) segments.push([bottom, right], [top, left]);
        else segments.push([left, bottom], [right, top]);
      }
    }
  }
  const isWhole = (segment: readonly [number, number]) => segment.every((id) => places.get(id) !== undefined);
  return joined(segments.filter(isWhole)).map((ids) => {
    const points = ids.flatMap((id) => [places.get(id) ?? []]);
    return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
  });
}

const ends = ([low, high]: readonly [number, number], count: number): number[] =>
  Array.from({ length: count + 1 }, (_, k) => low + ((high - low) * k) / count);

/** Joins segments at their ends: open lines first, then closed ones. */
function joined(segments: readonly (readonly [number, number])[]): number[][] {
  const at = new Map<number, number[]>();
  for (const [k, pair] of segments.entries()) for (const id of pair) at.set(id, [...(at.get(id) ?? []), k]);
  const isUsed = new Set<number>();
  const follow = (start: number, first: number): number[] => {
    const line = [start];
    for (let k: number | undefined = first; k !== undefined; ) {
      isUsed.add(k);
      const here = line[line.length - 1];
      const next: number = segments[k][0] === here ? segments[k][1] : segments[k][0];
      line.push(next);
      k = at.get(next)?.find((other) => !isUsed.has(other));
    }
    return line;
  };
  const open = segments.flatMap((pair, k) =>
    pair.filter((id) => at.get(id)?.length === 1).map((id) => [id, k] as const),
  );
  const rings = segments.map(([id], k) => [id, k] as const);
  return [...open, ...rings].flatMap(([id, k]) => (isUsed.has(k) ? [] : [follow(id, k)]));
}
