import type { Legend, Mark, Scale } from "vega";
import type { ColorBar, ColorScale, ScatterTrace, Trace } from "../figure.js";
import { fontSize, ink, transparent } from "../theme.js";
import { dashes } from "./scatter.js";

/** A legend with the scales that it shows, and what Vega's own legends cannot do. */
export interface LegendParts {
  readonly scales: Scale[];
  readonly legends: Legend[];
  readonly marks: Mark[];
}

const upright = "M0,-0.7L0,0.7";

/** Names of the traces, right of the plotting area. */
export function nameLegend(traces: readonly Trace[], width: number): LegendParts {
  const named = traces.filter(
    (trace): trace is ScatterTrace => "mode" in trace && "name" in trace && trace.showlegend !== false,
  );
  const domain = named.map(({ name = "" }) => name);
  const scale = (channel: string, range: (string | number[])[]): Scale =>
    ({ name: `legend-${channel}`, type: "ordinal", domain, range }) as Scale;
  const isLine = ({ mode }: ScatterTrace) => mode.startsWith("lines");
  const color = ({ line, marker }: ScatterTrace) => line?.color ?? marker?.color ?? ink;
  const shape = (trace: ScatterTrace) => {
    if (isLine(trace)) return "stroke";
    return trace.marker?.symbol === "line-ns-open" ? upright : (trace.marker?.symbol ?? "circle");
  };
  const scales = [
    scale("stroke", named.map(color)),
    scale(
      "fill",
      named.map((trace) => (isLine(trace) ? transparent : color(trace))),
    ),
    scale("shape", named.map(shape)),
    scale(
      "dash",
      named.map(({ line }) => dashes[line?.dash ?? "solid"]),
    ),
  ];
  const legend: Legend = {
    stroke: "legend-stroke",
    fill: "legend-fill",
    shape: "legend-shape",
    strokeDash: "legend-dash",
    orient: "none",
    legendX: width + 14,
    legendY: 0,
    symbolSize: 90,
    symbolStrokeWidth: 2,
    rowPadding: 5,
  };
  return { scales, legends: [legend], marks: [] };
}

/** The colour scale of a heatmap or image, right of the plotting area and as tall. */
export function magnitudeLegend(traces: readonly Trace[], width: number, height: number): LegendParts {
  const shown = traces.flatMap(magnitude)[0];
  if (!shown) return { scales: [], legends: [], marks: [] };
  const { low, high, stops, bar } = shown;
  const scale: Scale = {
    name: "magnitude",
    type: "linear",
    domain: stops.map(([at]) => low + at * (high - low)),
    range: stops.map(([, color]) => color),
  };
  const legend: Legend = {
    fill: "magnitude",
    type: "gradient",
    orient: "none",
    legendX: width + 14,
    legendY: 0,
    padding: 0,
    gradientLength: height,
    gradientThickness: bar.thickness,
    tickCount: Math.max(2, Math.min(6, Math.floor(height / 50))),
    ...(bar.tickformat && { format: bar.tickformat }),
  };
  const title: Mark = {
    type: "text",
    encode: {
      enter: {
        x: { value: width + 78 },
        y: { value: height / 2 },
        text: { value: bar.title.text },
        angle: { value: 90 },
        align: { value: "center" },
        baseline: { value: "middle" },
        fill: { value: ink },
        fontSize: { value: fontSize },
      },
    },
  };
  return { scales: [scale], legends: [legend], marks: [title] };
}

interface Magnitude {
  readonly low: number;
  readonly high: number;
  readonly stops: ColorScale;
  readonly bar: ColorBar;
}

function magnitude(trace: Trace): Magnitude[] {
  if (trace.type === "heatmap" && trace.showscale && trace.colorbar) {
    return [{ low: trace.zmin, high: trace.zmax, stops: trace.colorscale, bar: trace.colorbar }];
  }
  if (trace.type === "scatter" && trace.marker && "colorbar" in trace.marker) {
    const { cmin, cmax, colorscale, colorbar } = trace.marker;
    return [{ low: cmin, high: cmax, stops: colorscale, bar: colorbar }];
  }
  return [];
}
