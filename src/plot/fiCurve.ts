import { type Curves, curveLines, readCurves } from "./curves.js";
import type { Figure, Line, Mark } from "./figure.js";
import { checkRates, extent } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
import { axis, padded } from "./theme.js";

export interface FiCurveOptions {
  /** The input, with its unit. */
  readonly xLabel?: string;
  readonly title?: string;
}

const OPTIONS: OptionChecks<FiCurveOptions> = { xLabel: checkWords };

/**
 * Firing rate over input (f–I curve).
 * @param curves `{ input, rates }`, or several by name: input in pA (or in the unit of `xLabel`), rates in Hz
 * @throws InputError for NaN, negative rates, or columns of different lengths
 */
export function fiCurve(curves: Curves<"input", "rates">, options: FiCurveOptions = {}): Figure {
  const where = "fiCurve";
  checkPlotOptions(where, options, OPTIONS);
  const named = readCurves(where, curves, "input", "rates");
  for (const { name, y } of named) checkRates(`${where}, rates${name && ` of "${name}"`}`, y);
  const inputs = named.map(({ x }) => extent(x));
  const highest = Math.max(...named.map(({ y }) => extent(y)[1]));
  return newFigure({
    title: options.title ?? "Firing rate over input",
    x: axis(
      options.xLabel ?? "input current I (pA)",
      padded([Math.min(...inputs.map(([low]) => low)), Math.max(...inputs.map(([, high]) => high))]),
    ),
    panels: [
      {
        y: axis("firing rate f (Hz)", padded([0, highest])),
        marks: pointsOverTheory(curveLines(named, "{x:~g} → {y:.1f} Hz")),
      },
    ],
  });
}

/** Next to a curve with many points, sparse measured points are not joined: lines between them would hide the curve. */
function pointsOverTheory(lines: readonly Line[]): Mark[] {
  const hasTheory = lines.some(({ dots }) => dots === undefined);
  return lines.map(({ name, x, y, color, dots, hover, ...line }) =>
    hasTheory && dots !== undefined
      ? { kind: "dots", name, x, y, color, shape: "circle", size: dots, hover }
      : { ...line, name, x, y, color, dots, hover },
  );
}
