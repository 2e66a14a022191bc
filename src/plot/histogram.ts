import type { Json, VegaLiteFigure } from "./figure.js";
import type { NumberColumn } from "./input.js";
import { okabeIto } from "./palette.js";
import { fontFamily, fontSize, grid, ink, titleSize } from "./theme.js";

/** Bins of one width from `low` on: bin i holds values in [low + i·width, low + (i + 1)·width). */
export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Counts values in `count` equal bins from `low` to `high`; the last bin holds `high` itself too. */
export function binValues(values: NumberColumn, low: number, high: number, count: number): Bins {
  const counts = new Array<number>(count).fill(0);
  const width = (high - low) / count;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low || values[i] > high) continue;
    counts[Math.min(count - 1, Math.floor((values[i] - low) / width))]++;
  }
  return { low, width, counts };
}

export interface HistogramOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly log?: boolean;
  /** A dashed vertical line. */
  readonly rule?: { readonly at: number; readonly name: string };
  /** Expected count in each bin, drawn as a line. */
  readonly expected?: { readonly counts: readonly number[]; readonly name: string };
}

/** A histogram that carries its bins only, however many values there were. */
export function histogramFigure({ low, width, counts }: Bins, options: HistogramOptions): VegaLiteFigure {
  const bins = counts.map((count, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width,
    middle: low + (i + 0.5) * width,
    count,
    ...(options.expected && { expected: options.expected.counts[i] }),
  }));
  const shown = options.log ? bins.filter((bin) => bin.count > 0) : bins;
  const layers: Json[] = [bars({ low, width, counts }, options)];
  if (options.expected) {
    layers.push({
      mark: { type: "line", strokeWidth: 2 },
      encoding: {
        x: { field: "middle", type: "quantitative" },
        y: { field: "expected", type: "quantitative" },
        color: { datum: options.expected.name, scale: { range: [okabeIto[1]] }, title: null },
      },
    });
  }
  if (options.rule) {
    layers.push({
      data: { values: [{ at: options.rule.at, name: options.rule.name }] },
      mark: { type: "rule", color: ink, strokeDash: [5, 4], strokeWidth: 1.5, tooltip: { content: "data" } },
      encoding: { x: { field: "at", type: "quantitative" } },
    });
  }
  return {
    kind: "vega-lite",
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      title: { text: options.title, subtitle: options.subtitle },
      width: 560,
      height: 280,
      background: null,
      data: { values: shown },
      layer: layers,
      config,
    },
  };
}

/** Bars from the axis up; a logarithmic axis has no zero to stand on and starts below one. */
function bars({ low, width, counts }: Bins, options: HistogramOptions): Json {
  const x = {
    field: "from",
    type: "quantitative",
    bin: "binned",
    title: options.xLabel,
    scale: { domain: [low, low + counts.length * width], nice: false, zero: false },
    axis: { grid: false, tickCount: 10, labelFlush: false },
  };
  const y = { field: "count", type: "quantitative", title: options.yLabel, axis: { tickCount: 5, format: ",d" } };
  const mark = { type: "bar", color: okabeIto[0], tooltip: true, binSpacing: counts.length > 60 ? 0 : 1 };
  if (!options.log) return { mark, encoding: { x, x2: { field: "to" }, y } };
  const scale = { type: "log", domainMin: logBase, nice: false };
  return { mark, encoding: { x, x2: { field: "to" }, y: { ...y, scale, stack: null }, y2: { datum: logBase } } };
}

const logBase = 0.7;

/** The look of the Plotly figures, for Vega-Lite. */
const config = {
  font: fontFamily,
  view: { stroke: null },
  axis: {
    labelColor: ink,
    titleColor: ink,
    tickColor: ink,
    domainColor: ink,
    gridColor: grid,
    labelFontSize: fontSize,
    titleFontSize: fontSize,
    titleFontWeight: "normal",
    titlePadding: 10,
  },
  title: {
    anchor: "start",
    frame: "group",
    color: ink,
    subtitleColor: ink,
    fontSize: titleSize,
    subtitleFontSize: fontSize,
    fontWeight: "normal",
    offset: 14,
    subtitlePadding: 5,
  },
  legend: { labelColor: ink, titleColor: ink, labelFontSize: fontSize, orient: "top-right", labelLimit: 0 },
} as const;
