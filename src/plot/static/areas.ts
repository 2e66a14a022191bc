import type { Mark as VegaMark } from "vega";
import type { Bars, Cells, Picture } from "../figure.js";
import { colorAt, inkOn } from "../palette.js";
import { type PlacedPanel, round } from "./panel.js";
import { imageMark, pathMark, textMarks } from "./vegaMarks.js";

const box = (left: number, top: number, width: number, height: number) =>
  `M${round(left)},${round(top)}h${round(width)}v${round(height)}h${round(-width)}z`;

/** All bars as one path. */
export function barMarks({ x, y, width, color, gap = 0 }: Bars, panel: PlacedPanel): VegaMark[] {
  const base = Math.min(panel.height, panel.toY(0));
  const boxes = Array.from(y, (value, i) => {
    const left = panel.toX(x[i] - width / 2) + gap / 2;
    const top = panel.toY(value);
    return box(left, Math.min(top, base), panel.toX(x[i] + width / 2) - gap / 2 - left, Math.abs(base - top));
  });
  return [pathMark(boxes.join(""), { fill: color })];
}

/** One path for all cells of the same color. */
export function cellMarks({ values, columns, range, scale, gap, words }: Cells, panel: PlacedPanel): VegaMark[] {
  const width = Math.abs(panel.toX(1) - panel.toX(0));
  const height = Math.abs(panel.toY(1) - panel.toY(0));
  const cells = values.flatMap((value, i) => {
    if (value === null) return [];
    const rgb = colorAt(scale, (value - range[0]) / (range[1] - range[0]));
    const place = { x: round(panel.toX(i % columns)), y: round(panel.toY(Math.floor(i / columns))) };
    return [{ ...place, fill: `rgb(${rgb.join(",")})`, color: inkOn(rgb), text: words?.text[i] ?? "" }];
  });
  const paths = new Map<string, string[]>();
  for (const { x, y, fill } of cells) {
    const path = box(x - (width - gap) / 2, y - (height - gap) / 2, width - gap, height - gap);
    paths.set(fill, [...(paths.get(fill) ?? []), path]);
  }
  const areas = [...paths].map(([fill, parts]) => pathMark(parts.join(""), { fill }));
  return words ? [...areas, ...textMarks(cells, words.size)] : areas;
}

export function pictureMarks({ source, smooth }: Picture, panel: PlacedPanel): VegaMark[] {
  return [imageMark(source, panel, smooth)];
}
