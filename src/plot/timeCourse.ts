import { checkOptions } from "../check/names.js";
import { InputError } from "../errors.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Axis, PlotlyFigure, ScatterTrace, YAxisId } from "./figure.js";
import {
  extent,
  type NumberColumn,
  type NumberInput,
  positiveNumber,
  readColumn,
  readEvents,
  readShaped,
} from "./input.js";
import { categoryColors } from "./palette.js";
import { readSpikes } from "./spikes.js";
import { axis, ink, layout, padded } from "./theme.js";

/** One line; lines with the same `panel` (the label of its y axis, with unit) share a panel. */
export type TimeCourseLine = NumberInput | { readonly values: NumberInput; readonly panel: string };

export interface TimeCourseOptions {
  /** Length of a step in ms: value k is at k·dt. Give this or `times`. More than 10,000 ms are drawn in seconds. */
  readonly dt?: number;
  /** Times of the values in ms. */
  readonly times?: NumberInput;
  /** Label of the y axis, with unit. */
  readonly yLabel?: string;
  /** A threshold in the first panel: one value, or its course. */
  readonly threshold?: number | NumberInput;
  /** Spikes, marked above the first panel's lines: times in ms, or a recorded train where `dt` is given. */
  readonly spikes?: NumberInput | SpikeTrain;
  readonly title?: string;
}

interface NamedLine {
  readonly name: string;
  readonly values: NumberColumn;
  readonly panel: string;
}

/** Above this many points in all, WebGL draws the lines. */
const webglFrom = 30_000;

/**
 * The course of state variables over time: membrane potential, conductances, traces; one panel for each unit.
 * @param lines values [steps] by name, or one tensor [steps, neurons]: a line for each neuron
 * @throws InputError for NaN, lines of different length, a missing or wrong time axis
 */
export function timeCourse(
  lines: NumberInput | { readonly [name: string]: TimeCourseLine },
  options: TimeCourseOptions,
): PlotlyFigure {
  const where = "timeCourse";
  checkOptions(where, options, ["dt", "times", "yLabel", "threshold", "spikes", "title"]);
  const named = readLines(where, lines, options.yLabel ?? "membrane potential v (mV)");
  const times = readTimes(where, options, named[0].values.length);
  for (const { name, values } of named) {
    if (values.length !== times.length) {
      throw new InputError(
        `${where}: "${name}" has ${values.length} values; expected ${times.length}, one for each time`,
      );
    }
  }
  const scale = timeScale(times);
  const x = scale.of(times);
  const labels = [...new Set(named.map((line) => line.panel))];
  const colors = categoryColors(named.length);
  const type = named.length * times.length > webglFrom ? "scattergl" : "scatter";
  const data: ScatterTrace[] = named.map((line, i) => ({
    type,
    mode: "lines",
    name: line.name,
    x,
    y: line.values,
    yaxis: axisId(labels.indexOf(line.panel)),
    line: { color: colors[i], width: 1.5 },
    hovertemplate: `${line.name} %{y:.4~g}<br>%{x:.2f} ${scale.unit}<extra></extra>`,
  }));
  const ranges = labels.map((label) => panelRange(named.filter((line) => line.panel === label)));
  if (options.threshold !== undefined) {
    const line = thresholdLine(where, options.threshold, x, type);
    ranges[0] = union(ranges[0], extent(line.y as NumberColumn));
    data.push(line);
  }
  ranges.forEach((range, i) => {
    ranges[i] = padded(range);
  });
  if (options.spikes !== undefined) {
    const spikes = scale.of(readSpikeTimes(where, options.spikes, options.dt));
    data.push(spikeMarks(spikes, ranges[0], scale.unit));
  }
  // A line that has a panel of its own, under its own name, needs no legend.
  const isPlain = data.length === 1 || data.every(({ name }, i) => name === labels[i]);
  return {
    kind: "plotly",
    data,
    layout: layout({
      title: options.title ?? "State over time",
      xaxis: axis(`time (${scale.unit})`, extent(x), { anchor: axisId(labels.length - 1) }),
      ...panelAxes(labels, ranges),
      plotHeight: labels.length === 1 ? 312 : panelHeight(labels.length) * labels.length,
      legend: isPlain ? [] : data.map((line) => line.name ?? ""),
    }),
  };
}

/** Times beyond 10 s are read in seconds. */
function timeScale(times: NumberColumn): { unit: string; of: (times: NumberColumn) => NumberColumn } {
  if (extent(times)[1] <= 10_000) return { unit: "ms", of: (own) => own };
  return { unit: "s", of: (own) => Float32Array.from(own, (time) => time / 1000) };
}

function readLines(where: string, lines: Parameters<typeof timeCourse>[0], yLabel: string): NamedLine[] {
  if (typeof lines !== "object" || lines === null) throw new InputError(`${where}: the lines are ${lines}`);
  if (isNumbers(lines)) return readNeurons(where, lines, yLabel);
  const named = Object.entries(lines).map(([name, line]) => {
    const own = isNumbers(line) ? { values: line, panel: yLabel } : line;
    return { name, values: readColumn(where, `"${name}"`, own.values), panel: own.panel ?? yLabel };
  });
  if (named.length === 0) throw new InputError(`${where}: no lines; pass values by name, such as { v }`);
  return named;
}

/** The columns of [steps, neurons]. */
function readNeurons(where: string, input: NumberInput, panel: string): NamedLine[] {
  const { values, shape } = readShaped(where, "values", input);
  if (shape.length > 2)
    throw new InputError(`${where}: values have the shape [${shape.join(", ")}]; expected [steps, neurons]`);
  const [steps, neurons = 1] = shape;
  return Array.from({ length: neurons }, (_, neuron) => ({
    name: `neuron ${neuron}`,
    values: Float32Array.from({ length: steps }, (_, step) => values[step * neurons + neuron]),
    panel,
  }));
}

function isNumbers(line: TimeCourseLine | { readonly [name: string]: TimeCourseLine }): line is NumberInput {
  return Array.isArray(line) || ArrayBuffer.isView(line) || "dataSync" in line;
}

function readTimes(where: string, options: TimeCourseOptions, steps: number): NumberColumn {
  if (options.times !== undefined) return readColumn(where, "times", options.times);
  if (options.dt === undefined)
    throw new InputError(`${where}: no time axis; pass "dt" (the step in ms) or "times" (ms)`);
  const dt = positiveNumber(where, "dt", options.dt);
  return Float32Array.from({ length: steps }, (_, step) => step * dt);
}

const axisId = (panel: number): YAxisId => (panel === 0 ? "y" : `y${panel + 1}`);

const union = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [
  Math.min(a[0], b[0]),
  Math.max(a[1], b[1]),
];

const panelRange = (lines: readonly NamedLine[]) =>
  lines.map((line) => extent(line.values)).reduce((range, next) => union(range, next));

function thresholdLine(
  where: string,
  threshold: number | NumberInput,
  times: NumberColumn,
  type: ScatterTrace["type"],
): ScatterTrace {
  const course =
    typeof threshold === "number" ? [threshold, threshold] : readColumn(where, "threshold", threshold, times.length);
  const line: ScatterTrace = {
    type,
    mode: "lines",
    name: "threshold",
    x: typeof threshold === "number" ? readColumn(where, "times", extent(times)) : times,
    y: readColumn(where, "threshold", course),
    line: { color: ink, width: 1.5, dash: "dash" },
    hoverinfo: "skip",
  };
  return line;
}

function readSpikeTimes(where: string, spikes: NumberInput | SpikeTrain, dt: number | undefined): NumberColumn {
  return "offsets" in spikes ? readSpikes(where, spikes, dt).times : readEvents(where, "spikes", spikes);
}

/** Spike marks stand in a strip above the lines, so that they hide none. */
function spikeMarks(x: NumberColumn, range: [number, number], unit: string): ScatterTrace {
  const strip = (range[1] - range[0]) / 12;
  range[1] += strip;
  return {
    type: "scatter",
    mode: "markers",
    name: "spike",
    x,
    y: new Float32Array(x.length).fill(range[1] - strip / 2),
    marker: { color: ink, size: 6, symbol: "line-ns-open", line: { width: 1.5, color: ink } },
    hovertemplate: `spike<br>%{x:.2f} ${unit}<extra></extra>`,
  };
}

/** With the gap below it, in pixels. */
const panelHeight = (panels: number) => (panels <= 3 ? 200 : 130);
const panelGap = 28;

/** Panels from top to bottom over one time axis. */
function panelAxes(labels: readonly string[], ranges: readonly [number, number][]) {
  const gap = labels.length === 1 ? 0 : panelGap / (panelHeight(labels.length) * labels.length);
  const height = (1 - gap * (labels.length - 1)) / labels.length;
  const axes = labels.map((label, i): Axis => {
    const top = Math.min(1, 1 - i * (height + gap));
    return axis(label, ranges[i], labels.length === 1 ? {} : { domain: [Math.max(0, top - height), top], anchor: "x" });
  });
  const further: { [id: `yaxis${number}`]: Axis } = {};
  axes.slice(1).forEach((panel, i) => {
    further[`yaxis${i + 2}`] = panel;
  });
  return { yaxis: axes[0], furtherAxes: further };
}
