import { realNumber } from "../check/realNumber.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { type Curves, curveLines, readCurves } from "./curves.js";
import type { Figure, Mark } from "./figure.js";
import { checkAscending, extent } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkPlotOptions, type OptionChecks } from "./options.js";
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

const OPTIONS: OptionChecks<AccuracyCurveOptions> = { chance: true, total: true };

/**
 * Accuracy over the number of examples.
 * @param curves `{ examples, accuracy }`, or several by name; accuracy as a fraction from 0 to 1
 * @throws InputError for fractions outside 0 to 1, columns of different lengths, examples that run backwards or beyond
 *   `total`, and no examples unless `total` is given
 */
export function accuracyCurve(curves: Curves<"examples", "accuracy">, options: AccuracyCurveOptions = {}): Figure {
  const where = "accuracyCurve";
  checkPlotOptions(where, options, OPTIONS);
  const named = readCurves(where, curves, "examples", "accuracy", options.total !== undefined);
  const total = options.total === undefined ? undefined : wholeNumber(`${where}, total`, options.total, 1);
  for (const { name, x, y } of named) {
    const place = `${where}, examples${name && ` of "${name}"`}`;
    checkAscending(place, x);
    const [first, last] = extent(x);
    if (first < 0) throw new InputError(`${place}: found ${first}, expected 0 or more.`);
    if (total !== undefined && last > total) {
      throw new InputError(`${place}: found ${last}, expected at most the total of ${total}. Pass a greater total.`);
    }
    checkShares(where, y);
  }
  const isAlone = named.length === 1 && options.chance === undefined;
  const marks: Mark[] = curveLines(
    named.map((curve) => ({ ...curve, name: curve.name || "accuracy" })),
    "{x:,} examples: {y:.1%}",
    isAlone,
  );
  const end = total ?? Math.max(...named.map(({ x }) => extent(x)[1]));
  if (options.chance !== undefined) {
    const chance = realNumber(`${where}, chance`, options.chance, { least: 0, most: 1 });
    marks.push({ kind: "rule", name: "chance", at: { y: chance }, color: ink, width: 1.5, dashed: true });
  }
  return newFigure({
    title: options.title ?? "Accuracy over training",
    x: axis("examples seen", [0, end * 1.02 || 1], { format: ",d" }),
    panels: [{ y: axis("accuracy", [0, 1.02], { format: ".0%" }), marks }],
  });
}
