import type { Plane } from "./plane.js";

export interface FixedPoint {
  readonly x: number;
  readonly y: number;
  /** Whether the model returns to it, leaves it, or does either, depending on the direction. */
  readonly kind: "stable" | "unstable" | "saddle";
}

const MOST_STEPS = 30;

/** Points closer than this fraction of each axis are the same. */
const SAME = 1e-6;

/**
 * Where both rates of a plane are 0: Newton's method from the center of every cell in which both change sign. The kind
 * follows from the eigenvalues of the Jacobian: the signs of its determinant and its trace.
 */
export function fixedPoints({ grid, rates, jacobian }: Plane): FixedPoint[] {
  const { columns, rows } = grid;
  const [spanX, spanY] = [grid.x[1] - grid.x[0], grid.y[1] - grid.y[0]];
  const found: FixedPoint[] = [];
  const signs = rates.map((rate) =>
    Array.from({ length: rows + 1 }, (_, r) =>
      Array.from({ length: columns + 1 }, (_, c) =>
        Math.sign(rate(grid.x[0] + (spanX * c) / columns, grid.y[0] + (spanY * r) / rows)),
      ),
    ),
  );
  const changes = (of: readonly (readonly number[])[], r: number, c: number) => {
    const corners = [of[r][c], of[r][c + 1], of[r + 1][c], of[r + 1][c + 1]];
    return corners.some((sign) => sign !== corners[0]);
  };
  const newton = (startX: number, startY: number): readonly [number, number] | undefined => {
    let [x, y] = [startX, startY];
    for (let step = 0; step < MOST_STEPS; step++) {
      const [f, g] = rates.map((rate) => rate(x, y));
      const [a, b, c, d] = jacobian.map((slope) => slope(x, y));
      const determinant = a * d - b * c;
      const [dx, dy] = [(d * f - b * g) / determinant, (a * g - c * f) / determinant];
      if (!(Number.isFinite(dx) && Number.isFinite(dy))) return undefined;
      [x, y] = [x - dx, y - dy];
      if (Math.abs(dx) < 1e-12 * spanX && Math.abs(dy) < 1e-12 * spanY) return [x, y];
    }
    return undefined;
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      if (!signs.every((of) => changes(of, r, c))) continue;
      const point = newton(grid.x[0] + (spanX * (c + 0.5)) / columns, grid.y[0] + (spanY * (r + 0.5)) / rows);
      if (point === undefined) continue;
      const [x, y] = point;
      const isInside = x >= grid.x[0] && x <= grid.x[1] && y >= grid.y[0] && y <= grid.y[1];
      const isKnown = found.some((one) => Math.abs(one.x - x) < SAME * spanX && Math.abs(one.y - y) < SAME * spanY);
      if (isInside && !isKnown) found.push({ x, y, kind: kindAt(jacobian.map((slope) => slope(x, y))) });
    }
  }
  return found;
}

function kindAt([a, b, c, d]: readonly number[]): FixedPoint["kind"] {
  if (a * d - b * c < 0) return "saddle";
  return a + d < 0 ? "stable" : "unstable";
}
