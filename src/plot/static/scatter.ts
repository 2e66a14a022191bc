import type { Mark } from "vega";
import type { Marker, ScatterTrace } from "../figure.js";
import { fontSize, transparent } from "../theme.js";
import { dots } from "./dots.js";
import { linePath } from "./linePath.js";
import { imageMark, pathMark, textMarks } from "./marks.js";
import { type Panel, round } from "./panel.js";

/** Above this many points one picture is smaller than a path, and looks the same. */
const pictureFrom = 5000;

export const dashes = { solid: [], dash: [6, 4], dot: [2, 3] };

export function scatterMarks(trace: ScatterTrace, panel: Panel): Mark[] {
  if (trace.x[0] === null || trace.y[0] === null) return [];
  const { x, y } = trace as ScatterTrace & { x: ArrayLike<number>; y: ArrayLike<number> };
  const marks: Mark[] = [];
  if (trace.mode.startsWith("lines") && trace.line) {
    const { color, width, dash = "solid" } = trace.line;
    marks.push(pathMark(linePath(x, y, panel), { stroke: color, strokeWidth: width, strokeDash: dashes[dash] }));
  }
  if (trace.mode.endsWith("markers") && trace.marker && trace.marker.color !== transparent) {
    marks.push(markers(x, y, trace.marker, panel));
  }
  if (trace.mode === "text" && trace.text) {
    const { size = fontSize, color } = trace.textfont ?? {};
    const rows = trace.text.map((text, i) => ({
      x: round(panel.x(x[i])),
      y: round(panel.y(y[i])),
      text,
      color: color ?? "",
    }));
    marks.push(...textMarks(rows, size));
  }
  return marks;
}

/** All markers of a trace as one path or one picture. */
function markers(x: ArrayLike<number>, y: ArrayLike<number>, marker: Marker, panel: Panel): Mark {
  if (x.length > pictureFrom) return imageMark(dots(x, y, marker, panel), panel, true);
  const shape = shapes[marker.symbol](marker.size);
  const parts = Array.from(x, (value, i) => `M${round(panel.x(value))},${round(panel.y(y[i]))}${shape}`);
  const open = marker.symbol === "line-ns-open";
  return pathMark(
    parts.join(""),
    open
      ? { stroke: marker.line?.color ?? marker.color, strokeWidth: marker.line?.width ?? 1 }
      : { fill: marker.color },
  );
}

/** Outlines around a point, in the proportions of Plotly's symbols. */
const shapes = {
  circle: (size: number) => {
    const r = round(size / 2);
    return `m${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0`;
  },
  square: (size: number) => `m${-size / 2},${-size / 2}h${size}v${size}h${-size}z`,
  "line-ns-open": (size: number) => `m0,${round(-0.7 * size)}v${round(1.4 * size)}`,
};
