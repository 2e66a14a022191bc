import type { Mark as VegaMark } from "vega";
import type { Dots, Line, Rule, Words } from "../figure.js";
import { transparent } from "../theme.js";
import { dotPicture } from "./dotPicture.js";
import { linePath } from "./linePath.js";
import { type PlacedPanel, round } from "./panel.js";
import { imageMark, pathMark, textMarks } from "./vegaMarks.js";

/** With more dots than this, an image is smaller than a path, and looks the same. */
const pictureFrom = 5000;

export const dashes = (dashed = false): number[] => (dashed ? [6, 4] : []);

/** All dots as one path or one image. */
export function dotMarks(dots: Dots, panel: PlacedPanel): VegaMark[] {
  const { x, y, color, shape, size, width = 1 } = dots;
  if (color === transparent) return [];
  if (x.length > pictureFrom) return [imageMark(dotPicture(dots, panel), panel, true)];
  const at = Array.from(x, (value, i) => `M${round(panel.toX(value))},${round(panel.toY(y[i]))}`);
  const path = (outline: string) => at.map((place) => place + outline).join("");
  switch (shape) {
    // A line of no length with round ends; one of exactly none is not drawn everywhere.
    case "circle":
      return [pathMark(path("h.01"), { stroke: color, strokeWidth: size, strokeCap: "round" })];
    case "square":
      return [pathMark(path(`m${-size / 2},${-size / 2}h${size}v${size}h${-size}z`), { fill: color })];
    case "stroke":
      return [pathMark(path(`m0,${round(-size / 2)}v${round(size)}`), { stroke: color, strokeWidth: width })];
  }
}

export function lineMarks({ x, y, color, width, dashed, dots }: Line, panel: PlacedPanel): VegaMark[] {
  const line = pathMark(linePath(x, y, panel), { stroke: color, strokeWidth: width, strokeDash: dashes(dashed) });
  return [line, ...(dots ? dotMarks({ kind: "dots", x, y, color, shape: "circle", size: dots }, panel) : [])];
}

export function ruleMarks({ at, color, width, dashed }: Rule, panel: PlacedPanel): VegaMark[] {
  const path =
    "x" in at ? `M${round(panel.toX(at.x))},0V${panel.height}` : `M0,${round(panel.toY(at.y))}H${panel.width}`;
  return [pathMark(path, { stroke: color, strokeWidth: width, strokeDash: dashes(dashed) })];
}

export function wordMarks({ x, y, words, color, size }: Words, panel: PlacedPanel): VegaMark[] {
  const placed = words.map((text, i) => ({ x: round(panel.toX(x[i])), y: round(panel.toY(y[i])), text, color }));
  return textMarks(placed, size);
}
