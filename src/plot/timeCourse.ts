import { checkOptions } from "../check/names.js";
import type { SpikeTrain } from "../spikes/spikeTrain.js";
import type { Quantity } from "../units/quantity.js";
import type { Axis, PlotlyFigure, ScatterTrace, YAxisId } from "./figure.js";
import { extent, type NumberColumn, type NumberInput, readColumn, readTimes } from "./input.js";
import { categoryColors } from "./palette.js";
import { readSpikes } from "./spikes.js";
import { axis, ink, layout, padded } from "./theme.js";
import { readLines, type TimeCourseLines, type TimedLine } from "./timedLines.js";

export interface TimeCourseOptions {
  /** Time between two values: value k is at k · every. Give this or `times`. More than 10 s are drawn in seconds. */
  readonly every?: Quantity<"time">;
  /** Times of the values. */
  readonly times?: Quantity<"time">;
  /** Label of the y axis of lines without a `panel`, with unit. */
  readonly yLabel?: string;
  /** A threshold in the first panel: one value, or its course. */
  readonly threshold?: number | NumberInput;
  /** Spikes, marked above the first panel's lines. */
  readonly spikes?: Quantity<"time"> | SpikeTrain;
  readonly title?: string;
}

/** Above this many points in all, WebGL draws the lines. */
const webglFrom = 30_000;

/**
 * The course of state variables over time: membrane potential, conductances, traces; one panel for each unit.
 * @param lines values [steps] by name, or one tensor [steps, neurons]: a line for each neuron
 * @throws InputError for NaN, lines of different length, a missing or wrong time axis
 */
export function timeCourse(lines: TimeCourseLines, options: TimeCourseOptions = {}): PlotlyFigure {
  const where = "timeCourse";
  checkOptions(where, options, ["every", "times", "yLabel", "threshold", "spikes", "title"]);
  const named = readLines(where, lines, options, options.yLabel ?? "membrane potential v (mV)");
  const span = named.map(({ times }) => extent(times)).reduce(union);
  const scale = timeScale(span[1]);
  const points = named.reduce((sum, { values }) => sum + values.length, 0);
  const labels = [...new Set(named.map((line) => line.panel))];
  const colors = categoryColors(named.length);
  const type = points > webglFrom ? "scattergl" : "scatter";
  const data: ScatterTrace[] = named.map((line, i) => ({
    type,
    mode: "lines",
    name: line.name,
    x: scale.of(line.times),
    y: line.values,
    yaxis: axisId(labels.indexOf(line.panel)),
    line: { color: colors[i], width: 1.5 },
    hovertemplate: `${line.name} %{y:.4~g}<br>%{x:.2f} ${scale.unit}<extra></extra>`,
  }));
  const ranges = labels.map((label) => panelRange(named.filter((line) => line.panel === label)));
  if (options.threshold !== undefined) {
    const line = thresholdLine(where, options.threshold, scale.of(named[0].times), type);
    ranges[0] = union(ranges[0], extent(line.y as NumberColumn));
    data.push(line);
  }
  ranges.forEach((range, i) => {
    ranges[i] = padded(range);
  });
  if (options.spikes !== undefined) {
    const spikes = scale.of(spikeTimes(where, options.spikes));
    data.push(spikeMarks(spikes, ranges[0], scale.unit));
  }
  // A line that has a panel of its own, under its own name, needs no legend.
  const isPlain = data.length === 1 || data.every(({ name }, i) => name === labels[i]);
  return {
    kind: "plotly",
    data,
    layout: layout({
      title: options.title ?? "State over time",
      xaxis: axis(`time (${scale.unit})`, extent(scale.of(span)), { anchor: axisId(labels.length - 1) }),
      ...panelAxes(labels, ranges),
      plotHeight: labels.length === 1 ? 312 : panelHeight(labels.length) * labels.length,
      legend: isPlain ? [] : data.map((line) => line.name ?? ""),
    }),
  };
}

/** Times beyond 10 s are read in seconds. */
function timeScale(end: number): { unit: string; of: (times: NumberColumn) => NumberColumn } {
  const [unit, length] = end <= 10_000 ? ["ms", 1] : ["s", 1000];
  return { unit, of: (times) => Float32Array.from(times, (time) => time / length) };
}

const axisId = (panel: number): YAxisId => (panel === 0 ? "y" : `y${panel + 1}`);

const union = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [
  Math.min(a[0], b[0]),
  Math.max(a[1], b[1]),
];

const panelRange = (lines: readonly TimedLine[]) =>
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

function spikeTimes(where: string, spikes: Quantity<"time"> | SpikeTrain): NumberColumn {
  return "offsets" in spikes ? readSpikes(where, spikes).times : readTimes(where, "spikes", spikes);
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
