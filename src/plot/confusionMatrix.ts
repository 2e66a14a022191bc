import { checkOptions } from "../check/names.js";
import { InputError } from "../errors.js";
import type { PlotlyFigure } from "./figure.js";
import { type NumberInput, readShaped } from "./input.js";
import { colorScale } from "./palette.js";
import { cellAxis, colorBar, layout } from "./theme.js";

export interface ConfusionMatrixOptions {
  readonly names?: readonly string[];
  readonly title?: string;
}

/**
 * How often class j was answered to an example of class i: numbers are counts, colours the share of row i.
 * @param counts [classes, classes], actual class in rows, predicted in columns
 * @throws InputError for negative counts or a matrix that is not square
 */
export function confusionMatrix(counts: NumberInput, options: ConfusionMatrixOptions = {}): PlotlyFigure {
  const where = "confusionMatrix";
  checkOptions(where, options, ["names", "title"]);
  const { values, shape } = readShaped(where, "counts", counts);
  const classes = shape.length === 2 ? shape[0] : Math.sqrt(values.length);
  if (classes * classes !== values.length || !Number.isInteger(classes)) {
    throw new InputError(`${where}: counts of shape [${shape.join(", ")}]; expected as many rows as columns`);
  }
  const rows = Array.from({ length: classes }, (_, i) => Array.from(values.slice(i * classes, (i + 1) * classes)));
  rows.forEach((row, i) => {
    const wrong = row.findIndex((count) => count < 0);
    if (wrong >= 0) throw new InputError(`${where}: counts[${i}, ${wrong}] is ${row[wrong]}; expected 0 or more`);
  });
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = sums.reduce((sum, count) => sum + count, 0);
  const right = rows.reduce((sum, row, i) => sum + row[i], 0);
  const share = (i: number, j: number) => (sums[i] > 0 ? rows[i][j] / sums[i] : 0);
  const name = (label: number) => options.names?.[label] ?? String(label);
  const names = rows.map((_, label) => name(label));
  const side = Math.min(560, Math.max(260, classes * 40));
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  return {
    kind: "plotly",
    data: [
      {
        type: "heatmap",
        z: rows.map((row, i) => row.map((_, j) => share(i, j))),
        zmin: 0,
        zmax: 1,
        colorscale: colorScale(where, "cividis"),
        showscale: true,
        colorbar: colorBar("share of the actual class", ".0%"),
        xgap: 1,
        ygap: 1,
        ...(classes <= 20 && {
          text: rows.map((row) => row.map((count) => (count === 0 ? "" : count.toLocaleString("en")))),
          texttemplate: "%{text}" as const,
          textfont: { size: classes <= 12 ? 11 : 9 },
        }),
        hovertext: rows.map((row, i) =>
          row.map((count, j) => `actual ${name(i)}, predicted ${name(j)}<br>${count} (${percent(share(i, j))})`),
        ),
        hovertemplate: "%{hovertext}<extra></extra>",
      },
    ],
    layout: layout({
      title:
        options.title ??
        (total > 0
          ? `Confusion matrix: ${percent(right / total)} of ${total.toLocaleString("en")} right`
          : "Confusion matrix"),
      xaxis: cellAxis("predicted class", classes, names),
      yaxis: cellAxis("actual class", classes, names, true),
      plotWidth: side,
      plotHeight: side,
      colorBar: true,
    }),
  };
}
