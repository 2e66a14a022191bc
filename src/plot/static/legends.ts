import type { Legend, Scale, Mark as VegaMark } from "vega";
import type { ColorBar, Figure, Mark } from "../figure.js";
import { fontSize, ink, transparent } from "../theme.js";
import { dashes } from "./points.js";

/** A legend with its scales, and marks for what Vega's own legends cannot do. */
interface LegendParts {
  readonly scales: Scale[];
  readonly legends: Legend[];
  readonly marks: VegaMark[];
}

const upright = "M0,-0.7L0,0.7";

/** Names of the marks, to the right of the plotting area or in its upper right corner. */
export function nameLegend({ panels, width, hasInnerLegend }: Figure): LegendParts {
  const named = panels.flatMap(({ marks }) => marks.filter(({ name }) => name !== undefined));
  if (named.length === 0) return { scales: [], legends: [], marks: [] };
  const domain = named.map(({ name = "" }) => name);
  const scale = (channel: string, of: (mark: Mark) => string | number[]): Scale =>
    ({ name: `legend-${channel}`, type: "ordinal", domain, range: named.map(of) }) as Scale;
  const isLine = (mark: Mark) => mark.kind === "line" || mark.kind === "rule";
  const color = (mark: Mark) => ("color" in mark ? mark.color : ink);
  const scales = [
    scale("stroke", color),
    scale("fill", (mark) => (isLine(mark) ? transparent : color(mark))),
    scale("shape", (mark) => {
      if (mark.kind !== "dots") return isLine(mark) ? "stroke" : "square";
      return mark.shape === "stroke" ? upright : mark.shape;
    }),
    scale("dash", (mark) => dashes("dashed" in mark && mark.dashed)),
  ];
  const legend: Legend = {
    stroke: "legend-stroke",
    fill: "legend-fill",
    shape: "legend-shape",
    strokeDash: "legend-dash",
    ...(hasInnerLegend ? { orient: "top-right" } : { orient: "none", legendX: width + 14, legendY: 0 }),
    symbolSize: 90,
    symbolStrokeWidth: 2,
    rowPadding: 5,
  };
  return { scales, legends: [legend], marks: [] };
}

/** The color scale, to the right of the plotting area and of the same height. */
export function colorLegend({ title, range, scale: stops, format }: ColorBar, { width, height }: Figure): LegendParts {
  const [low, high] = range;
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
    gradientThickness: 12,
    tickCount: Math.max(2, Math.min(6, Math.floor(height / 50))),
    ...(format && { format }),
  };
  const words: VegaMark = {
    type: "text",
    encode: {
      enter: {
        x: { value: width + 78 },
        y: { value: height / 2 },
        text: { value: title },
        angle: { value: 90 },
        align: { value: "center" },
        baseline: { value: "middle" },
        fill: { value: ink },
        fontSize: { value: fontSize },
      },
    },
  };
  return { scales: [scale], legends: [legend], marks: [words] };
}
