import { grouped } from "../check/grouped.js";
import { wholeNumber } from "../check/wholeNumber.js";
import type { Cells, ColorScale, Dots, Figure } from "./figure.js";
import { checkIntegers, extent, type NumberInput, readColumn } from "./input.js";
import { newFigure } from "./newFigure.js";
import { checkNames, checkPlotOptions, type OptionChecks } from "./options.js";
import { categoryColors } from "./palette.js";
import { cellAxis } from "./theme.js";
import { readGrid } from "./tiles.js";

export interface AssignmentsOptions {
  /** Rows and columns of neurons; by default as square as possible. */
  readonly grid?: readonly [number, number];
  /** Number of classes; by default that of `names`, or one more than the greatest. */
  readonly classes?: number;
  readonly names?: readonly string[];
  readonly title?: string;
}

const OPTIONS: OptionChecks<AssignmentsOptions> = { grid: true, classes: true, names: true };

const side = 440;
/** Each class has a color and an entry in the legend. */
const MOST_CLASSES = 10_000;

/**
 * Map of the class that each neuron is assigned to, on the grid of `receptiveFields`.
 * @param labels one class for each neuron, -1 for a neuron without one
 * @throws InputError for labels that are not classes, a wrong number of names, or a grid that is too small
 */
export function assignments(labels: NumberInput, options: AssignmentsOptions = {}): Figure {
  const where = "assignments";
  checkPlotOptions(where, options, OPTIONS);
  const values = readColumn(where, "labels", labels);
  const { names } = options;
  const classes = wholeNumber(
    `${where}, classes`,
    options.classes ?? (Array.isArray(names) ? Math.max(1, names.length) : Math.max(0, extent(values)[1]) + 1),
    1,
    MOST_CLASSES,
  );
  if (names !== undefined) checkNames(`${where}, names`, names, classes, "class");
  checkIntegers(`${where}, labels`, values, -1, classes - 1);
  const [rows, columns] = readGrid(where, options.grid, values.length);
  const name = (label: number) => names?.[label] ?? String(label);
  const colors = categoryColors(classes);
  const cell = side / Math.max(rows, columns);
  const inGrid = <Cell>(read: (neuron: number) => Cell, none: Cell) =>
    Array.from({ length: rows * columns }, (_, neuron) => (neuron < values.length ? read(neuron) : none));
  const named = (neuron: number, none: string) => (values[neuron] < 0 ? none : name(values[neuron]));
  const map: Cells = {
    kind: "cells",
    values: inGrid<number | null>((neuron) => (values[neuron] < 0 ? null : values[neuron]), null),
    columns,
    range: [-0.5, classes - 0.5],
    scale: steps(colors),
    gap: cell > 6 ? 1 : 0,
    ...(cell >= 14 && {
      words: { text: inGrid((neuron) => named(neuron, ""), ""), size: Math.min(12, Math.round(cell * 0.6)) },
    }),
    text: inGrid((neuron) => `neuron ${neuron}\nclass ${named(neuron, "none")}`, ""),
    hover: "{text}",
  };
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < values.length; i++) if (values[i] >= 0) counts[values[i]]++;
  const assigned = counts.reduce((sum, count) => sum + count, 0);
  return newFigure({
    title: options.title ?? `Assigned classes: ${grouped(assigned)} of ${grouped(values.length)} neurons`,
    width: Math.round(cell * columns),
    height: Math.round(cell * rows),
    x: cellAxis("column of the grid", columns),
    panels: [
      {
        y: cellAxis("row of the grid", rows, undefined, true),
        marks: [map, ...counts.map((count, label) => legendEntry(`${name(label)}: ${count}`, colors[label]))],
      },
    ],
  });
}

/** A color scale without interpolation: class k covers the whole step from k - 1/2 to k + 1/2. */
function steps(colors: readonly string[]): ColorScale {
  return colors.flatMap((color, i) => [[i / colors.length, color] as const, [(i + 1) / colors.length, color] as const]);
}

/** A mark without a place, for its entry in the legend. */
const legendEntry = (name: string, color: string): Dots => ({
  kind: "dots",
  name,
  x: [],
  y: [],
  color,
  shape: "square",
  size: 11,
});
