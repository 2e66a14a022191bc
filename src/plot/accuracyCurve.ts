import { checkOptions } from "../check/names.js";
import { InputError } from "../errors.js";
import { type Curves, curveTraces, readCurves } from "./curves.js";
import type { PlotlyFigure, ScatterTrace } from "./figure.js";
import { extent, type NumberColumn, positiveNumber } from "./input.js";
import { axis, ink, layout } from "./theme.js";

export interface AccuracyCurveOptions {
  /** Share of right answers by chance, such as 0.1 for ten classes: a dashed line. */
  readonly chance?: number;
  /** Examples in all: the end of the axis, so that it stands still during a training, which may not have begun. */
  readonly total?: number;
  readonly title?: string;
}

/**
 * Accuracy over the examples seen.
 * @param curves `{ examples, accuracy }`, or several by name; accuracy as a share from 0 to 1
 * @throws InputError for shares outside 0 to 1, columns of different length, and no examples where `total` is not given
 */
export function accuracyCurve(
  curves: Curves<"examples", "accuracy">,
  options: AccuracyCurveOptions = {},
): PlotlyFigure {
  const where = "accuracyCurve";
  checkOptions(where, options, ["chance", "total", "title"]);
  const { total } = options;
  const named = readCurves(where, curves, "examples", "accuracy", total !== undefined);
  for (const { y } of named) checkShares(where, y);
  const data = curveTraces(
    named.map((curve) => ({ ...curve, name: curve.name || (options.chance === undefined ? "" : "accuracy") })),
    "%{x:,} examples: %{y:.1%}",
  );
  const end =
    total === undefined ? Math.max(...named.map(({ x }) => extent(x)[1])) : positiveNumber(where, "total", total);
  if (options.chance !== undefined) {
    checkShares(where, [options.chance]);
    data.push(chanceLine(options.chance, end));
  }
  return {
    kind: "plotly",
    data,
    layout: layout({
      title: options.title ?? "Accuracy over training",
      xaxis: axis("examples seen", [0, end * 1.02 || 1], { tickformat: ",d" }),
      yaxis: axis("accuracy", [0, 1.02], { tickformat: ".0%" }),
      legend: data.length > 1 ? data.map((line) => line.name ?? "") : [],
    }),
  };
}

function checkShares(where: string, shares: NumberColumn): void {
  const [low, high] = extent(shares);
  if (low < 0 || high > 1) {
    throw new InputError(`${where}: an accuracy of ${low < 0 ? low : high}; expected shares from 0 to 1`);
  }
}

function chanceLine(chance: number, end: number): ScatterTrace {
  return {
    type: "scatter",
    mode: "lines",
    name: "chance",
    x: [0, end],
    y: [chance, chance],
    line: { color: ink, width: 1.5, dash: "dash" },
    hoverinfo: "skip",
  };
}
