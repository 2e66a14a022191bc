import { checkOptions, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { type Curves, curveLines, readCurves } from "./curves.js";
import type { Figure, Mark } from "./figure.js";
import { extent } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkShares } from "./shares.js";
import { axis, ink } from "./theme.js";

export interface AccuracyCurveOptions {
  /** Chance level, such as 0.1 for ten classes; drawn as a dashed line. */
  readonly chance?: number;
  /**
   * Total number of examples: the end of the axis, so that it stays fixed during training. Allows curves without
   * points.
   */
  readonly total?: number;
  readonly title?: string;
}

const OPTIONS = optionsOf<AccuracyCurveOptions>({ chance: true, total: true, title: true });

/**
 * Accuracy over the number of examples.
 * @param curves `{ examples, accuracy }`, or several by name; accuracy as a fraction from 0 to 1
 * @throws InputError for fractions outside 0 to 1, columns of different lengths, and no examples unless `total` is
 *   given
 */
export function accuracyCurve(curves: Curves<"examples", "accuracy">, options: AccuracyCurveOptions = {}): Figure {
  const where = "accuracyCurve";
  checkOptions(where, options, OPTIONS);
  const { total } = options;
  const named = readCurves(where, curves, "examples", "accuracy", total !== undefined);
  for (const { y } of named) checkShares(where, y);
  const isAlone = named.length === 1 && options.chance === undefined;
  const marks: Mark[] = curveLines(
    named.map((curve) => ({ ...curve, name: curve.name || "accuracy" })),
    "{x:,} examples: {y:.1%}",
    isAlone,
  );
  const end =
    total === undefined ? Math.max(...named.map(({ x }) => extent(x)[1])) : wholeNumber(`${where}, total`, total, 1);
  if (options.chance !== undefined) {
    checkShares(where, [options.chance]);
    marks.push({ kind: "rule", name: "chance", at: { y: options.chance }, color: ink, width: 1.5, dashed: true });
  }
  return newFigure({
    title: options.title ?? "Accuracy over training",
    x: axis("examples seen", [0, end * 1.02 || 1], { format: ",d" }),
    panels: [{ y: axis("accuracy", [0, 1.02], { format: ".0%" }), marks }],
  });
}
