import { checkOptions } from "../check/names.js";
import type { ColorScale, HeatmapTrace, PlotlyFigure, ScatterTrace } from "./figure.js";
import { checkIntegers, extent, type NumberInput, positiveInteger, readColumn } from "./input.js";
import { categoryColors } from "./palette.js";
import { cellAxis, layout } from "./theme.js";
import { readGrid } from "./tiles.js";

export interface AssignmentsOptions {
  /** Rows and columns of neurons; by default as square as possible. */
  readonly grid?: readonly [number, number];
  /** How many classes there are; by default one more than the greatest. */
  readonly classes?: number;
  readonly names?: readonly string[];
  readonly title?: string;
}

const side = 440;

/**
 * Map of the class that each neuron is assigned to, on the grid of `receptiveFields`.
 * @param labels one class for each neuron, -1 for a neuron without one
 * @throws InputError for labels that are no classes, or a grid too small
 */
export function assignments(labels: NumberInput, options: AssignmentsOptions = {}): PlotlyFigure {
  const where = "assignments";
  checkOptions(where, options, ["grid", "classes", "names", "title"]);
  const values = readColumn(where, "labels", labels);
  const classes = positiveInteger(where, "classes", options.classes ?? Math.max(0, extent(values)[1]) + 1);
  checkIntegers(where, "labels", values, -1, classes);
  const [rows, columns] = readGrid(where, options.grid, values.length);
  const name = (label: number) => options.names?.[label] ?? String(label);
  const colors = categoryColors(classes);
  const cell = side / Math.max(rows, columns);
  const cells = <Cell>(read: (neuron: number) => Cell, none: Cell) =>
    Array.from({ length: rows }, (_, r) =>
      Array.from({ length: columns }, (_, c) => (r * columns + c < values.length ? read(r * columns + c) : none)),
    );
  const map: HeatmapTrace = {
    type: "heatmap",
    z: cells<number | null>((neuron) => (values[neuron] < 0 ? null : values[neuron]), null),
    zmin: -0.5,
    zmax: classes - 0.5,
    colorscale: steps(colors),
    showscale: false,
    xgap: cell > 6 ? 1 : 0,
    ygap: cell > 6 ? 1 : 0,
    ...(cell >= 14 && {
      text: cells((neuron) => (values[neuron] < 0 ? "" : name(values[neuron])), ""),
      texttemplate: "%{text}" as const,
      textfont: { size: Math.min(12, Math.round(cell * 0.6)) },
    }),
    hovertext: cells((neuron) => `neuron ${neuron}<br>class ${values[neuron] < 0 ? "none" : name(values[neuron])}`, ""),
    hovertemplate: "%{hovertext}<extra></extra>",
  };
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < values.length; i++) if (values[i] >= 0) counts[values[i]]++;
  const legend = counts.map((count, label) => legendEntry(`${name(label)}: ${count}`, colors[label]));
  const assigned = counts.reduce((sum, count) => sum + count, 0);
  return {
    kind: "plotly",
    data: [map, ...legend],
    layout: layout({
      title:
        options.title ??
        `Assigned classes: ${assigned.toLocaleString("en")} of ${values.length.toLocaleString("en")} neurons`,
      xaxis: cellAxis("column of the grid", columns),
      yaxis: cellAxis("row of the grid", rows, undefined, true),
      plotWidth: Math.round(cell * columns),
      plotHeight: Math.round(cell * rows),
      legend: legend.map((entry) => entry.name ?? ""),
    }),
  };
}

/** A colour scale without mixtures: class k is the whole step from k - 1/2 to k + 1/2. */
function steps(colors: readonly string[]): ColorScale {
  return colors.flatMap((color, i) => [[i / colors.length, color] as const, [(i + 1) / colors.length, color] as const]);
}

function legendEntry(name: string, color: string): ScatterTrace {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: [null],
    y: [null],
    marker: { color, size: 11, symbol: "square" },
    hoverinfo: "skip",
  };
}
