import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Line } from "./figure.js";
import { type NumberColumn, type NumberInput, readColumn, readEvents } from "./input.js";
import { categoryColors } from "./palette.js";

/** The checked columns of one curve. */
export interface NamedCurve {
  readonly name: string;
  readonly x: NumberColumn;
  readonly y: NumberColumn;
}

type Columns<X extends string, Y extends string> = { readonly [key in X | Y]: NumberInput };

/** One curve, or several by name. */
export type Curves<X extends string, Y extends string> = Columns<X, Y> | { readonly [name: string]: Columns<X, Y> };

/** Reads one or several curves with columns named `x` and `y`, which may be empty only if allowed. */
export function readCurves<X extends string, Y extends string>(
  where: string,
  curves: Curves<X, Y>,
  x: X,
  y: Y,
  mayBeEmpty = false,
): readonly NamedCurve[] {
  const entries = isSingle(curves, x, y) ? [["", curves] as const] : Object.entries(curves ?? {});
  if (entries.length === 0)
    throw new InputError(`${where}: found no curves, expected { ${x}, ${y} }, or several of them by name.`);
  return entries.map(([name, columns]) => {
    const of = name ? ` of "${name}"` : "";
    if (typeof columns !== "object" || columns === null) {
      throw new InputError(`${where}${of}: found ${nameOf(columns)}, expected { ${x}, ${y} }.`);
    }
    const read = mayBeEmpty ? readEvents : readColumn;
    const curve = { name, x: read(where, `${x}${of}`, columns[x]), y: read(where, `${y}${of}`, columns[y]) };
    if (curve.y.length === curve.x.length) return curve;
    throw new InputError(
      `${where}, ${y}${of}: found ${curve.y.length} values, expected ${curve.x.length}, one for each of ${x}.`,
    );
  });
}

function isSingle<X extends string, Y extends string>(curves: Curves<X, Y>, x: X, y: Y): curves is Columns<X, Y> {
  return typeof curves === "object" && curves !== null && x in curves && y in curves;
}

/** Lines, with dots if there are few enough to see them; in the legend unless there is only one. */
export function curveLines(curves: readonly NamedCurve[], hover: string, isAlone = curves.length === 1): Line[] {
  const colors = categoryColors(curves.length);
  return curves.map(({ name, x, y }, i) => ({
    kind: "line",
    ...(name && !isAlone && { name }),
    x,
    y,
    color: colors[i],
    width: 2,
    ...(x.length <= 40 && { dots: 6 }),
    hover: name ? `${name}\n${hover}` : hover,
  }));
}
