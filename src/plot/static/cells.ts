import type { Mark } from "vega";
import type { BarTrace, HeatmapTrace, ImageTrace } from "../figure.js";
import { colorAt, inkOn } from "../palette.js";
import { fontSize } from "../theme.js";
import { imageMark, pathMark, textMarks } from "./marks.js";
import { type Panel, round } from "./panel.js";

const box = (left: number, top: number, width: number, height: number) =>
  `M${round(left)},${round(top)}h${round(width)}v${round(height)}h${round(-width)}z`;

/** Areas of the same colour together as one path. */
function filled(shapes: readonly { readonly path: string; readonly fill: string }[]): Mark[] {
  const byFill = new Map<string, string[]>();
  for (const { path, fill } of shapes) byFill.set(fill, [...(byFill.get(fill) ?? []), path]);
  return [...byFill].map(([fill, paths]) => pathMark(paths.join(""), { fill }));
}

export function barMarks({ x, y, width, marker }: BarTrace, panel: Panel): Mark[] {
  const base = panel.y(0);
  const shapes = Array.from(y, (value, i) => {
    const left = panel.x(x[i] - width / 2);
    const top = panel.y(value);
    const fill = typeof marker.color === "string" ? marker.color : marker.color[i];
    return { path: box(left, Math.min(top, base), panel.x(x[i] + width / 2) - left, Math.abs(base - top)), fill };
  });
  return filled(shapes);
}

export function heatmapMarks(trace: HeatmapTrace, panel: Panel): Mark[] {
  const { z, zmin, zmax, xgap = 0, ygap = 0 } = trace;
  const width = Math.abs(panel.x(1) - panel.x(0));
  const height = Math.abs(panel.y(1) - panel.y(0));
  const cells = z.flatMap((row, r) =>
    row.flatMap((value, c) => {
      if (value === null) return [];
      const rgb = colorAt(trace.colorscale, (value - zmin) / (zmax - zmin));
      return [{ x: round(panel.x(c)), y: round(panel.y(r)), rgb, text: trace.text?.[r][c] ?? "" }];
    }),
  );
  const shapes = cells.map(({ x, y, rgb }) => ({
    path: box(x - (width - xgap) / 2, y - (height - ygap) / 2, width - xgap, height - ygap),
    fill: `rgb(${rgb.join(",")})`,
  }));
  const words = cells.filter(({ text }) => text).map(({ x, y, text, rgb }) => ({ x, y, text, color: inkOn(rgb) }));
  return [...filled(shapes), ...textMarks(words, trace.textfont?.size ?? fontSize)];
}

/** The picture fills its panel: the axes end at its outer pixels' edges. */
export function imageMarks({ source, zsmooth }: ImageTrace, panel: Panel): Mark[] {
  return [imageMark(source, panel, zsmooth === "fast")];
}
