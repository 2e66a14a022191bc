import { grouped } from "../check/grouped.js";
import { InputError } from "../errors.js";
import type { Cells, Figure } from "./figure.js";
import { type NumberInput, readShaped } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkNames, checkPlotOptions, type OptionChecks } from "./options.js";
import { colorScale } from "./palette.js";
import { cellAxis } from "./theme.js";

export interface ConfusionMatrixOptions {
  /** A name for each class. */
  readonly names?: readonly string[];
  readonly title?: string;
}

const OPTIONS: OptionChecks<ConfusionMatrixOptions> = { names: true };

/**
 * How often class j was answered to an example of class i: numbers are counts, colors the fraction of row i.
 * @param counts [classes, classes], actual class in rows, predicted in columns
 * @throws InputError for negative counts, a matrix that is not square, or a wrong number of names
 */
export function confusionMatrix(counts: NumberInput, options: ConfusionMatrixOptions = {}): Figure {
  const where = "confusionMatrix";
  checkPlotOptions(where, options, OPTIONS);
  const { values, shape } = readShaped(where, "counts", counts);
  const classes = shape.length === 2 ? shape[0] : Math.sqrt(values.length);
  if (classes * classes !== values.length || !Number.isInteger(classes)) {
    throw new InputError(`${where}, counts: found the shape [${shape.join(", ")}], expected as many rows as columns.`);
  }
  if (options.names !== undefined) checkNames(`${where}, names`, options.names, classes, "class");
  const rows = Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes }, (_, j) => values[i * classes + j]),
  );
  rows.forEach((row, i) => {
    const wrong = row.findIndex((count) => count < 0);
    if (wrong >= 0) throw new InputError(`${where}, counts[${i}, ${wrong}]: found ${row[wrong]}, expected 0 or more.`);
  });
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = sums.reduce((sum, count) => sum + count, 0);
  const right = rows.reduce((sum, row, i) => sum + row[i], 0);
  const share = (i: number, j: number) => (sums[i] > 0 ? rows[i][j] / sums[i] : 0);
  const name = (label: number) => options.names?.[label] ?? String(label);
  const names = rows.map((_, label) => name(label));
  const side = Math.min(560, Math.max(260, classes * 40));
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const cells = <Cell>(read: (count: number, i: number, j: number) => Cell) =>
    rows.flatMap((row, i) => row.map((count, j) => read(count, i, j)));
  const colors = { range: [0, 1], scale: colorScale(where, "cividis") } as const;
  const matrix: Cells = {
    kind: "cells",
    values: cells((_, i, j) => share(i, j)),
    columns: classes,
    ...colors,
    gap: 1,
    ...(classes <= 20 && {
      words: {
        text: cells((count) => (count === 0 ? "" : grouped(count))),
        size: classes <= 12 ? 11 : 9,
      },
    }),
    text: cells((count, i, j) => `actual ${name(i)}, predicted ${name(j)}\n${count} (${percent(share(i, j))})`),
    hover: "{text}",
  };
  return newFigure({
    title:
      options.title ??
      (total > 0 ? `Confusion matrix: ${percent(right / total)} of ${grouped(total)} right` : "Confusion matrix"),
    width: side,
    height: side,
    x: cellAxis("predicted class", classes, names),
    panels: [{ y: cellAxis("actual class", classes, names, true), marks: [matrix] }],
    colorBar: { ...colors, title: "share of the actual class", format: ".0%" },
  });
}
