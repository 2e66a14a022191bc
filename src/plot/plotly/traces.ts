import type { Cells, ColorBar, Dots, Figure, Line, Mark, Panel, Rule } from "../figure.js";
import { fontSize } from "../theme.js";

/** A part of Plotly's JSON whose numbers may still be typed arrays. */
export interface Part {
  readonly [key: string]: unknown;
}

/** Figures with more than this use WebGL, of which a page has few contexts. */
const most = { dots: 5000, lines: 30_000 };

/** Plotly's name for the y axis of a panel. */
export const axisId = (panel: number) => (panel === 0 ? "y" : `y${panel + 1}`);

/** A mark as a trace. */
export function trace(mark: Mark, figure: Figure, panel: Panel, yaxis: string): Part {
  const { name, hover, text } = mark;
  const hovering = hover === undefined ? { hoverinfo: "skip" } : { hovertemplate: `${template(hover)}<extra></extra>` };
  const common = { yaxis, name, showlegend: name !== undefined, ...hovering };
  const texts = text?.map(breaks);
  switch (mark.kind) {
    case "dots":
      return {
        ...common,
        ...points(mark, mark.x.length > most.dots),
        mode: "markers",
        text: texts,
        marker: marker(mark),
      };
    case "line": {
      const mode = mark.dots ? "lines+markers" : "lines";
      const dot = mark.dots && { color: mark.color, size: mark.dots, symbol: "circle" };
      return { ...common, ...points(mark, linePoints(figure) > most.lines), mode, line: stroke(mark), marker: dot };
    }
    case "rule": {
      const [x, y] =
        "x" in mark.at ? [[mark.at.x, mark.at.x], panel.y.range] : [figure.x.range, [mark.at.y, mark.at.y]];
      return { ...common, type: "scatter", mode: "lines", x, y, line: stroke(mark) };
    }
    case "words": {
      const font = { size: mark.size, color: mark.color };
      return { ...common, ...points(mark, false), mode: "text", text: mark.words, textfont: font };
    }
    case "bars":
      return {
        ...common,
        type: "bar",
        x: mark.x,
        y: mark.y,
        width: mark.width - ((mark.gap ?? 0) * (figure.x.range[1] - figure.x.range[0])) / figure.width,
        text: texts,
        textposition: "none",
        marker: { color: mark.color },
      };
    case "cells":
      return { ...common, ...heatmap(mark) };
    case "picture":
      return { ...common, type: "image", source: mark.source, zsmooth: mark.smooth ? "fast" : false };
  }
}

const linePoints = ({ panels }: Figure) =>
  panels.reduce((sum, { marks }) => marks.reduce((all, m) => all + (m.kind === "line" ? m.x.length : 0), sum), 0);

/** Plotly leaves a trace without points out of the legend, but not one with a point at null. */
function points({ x, y }: Pick<Line, "x" | "y">, isMany: boolean) {
  return { type: isMany ? "scattergl" : "scatter", ...(x.length > 0 ? { x, y } : { x: [null], y: [null] }) };
}

/** Plotly's strokes extend by 0.7 sizes up and down. */
function marker({ color, shape, size, width }: Dots) {
  if (shape !== "stroke") return { color, size, symbol: shape };
  return { color, size: size / 1.4, symbol: "line-ns-open", line: { width, color } };
}

/** Without Plotly's simplification, which drops points and makes curves polygons. */
const stroke = ({ color, width, dashed }: Line | Rule) => ({
  color,
  width,
  dash: dashed ? "dash" : "solid",
  simplify: false,
});

function heatmap({ values, columns, range, scale, gap, words, text }: Cells) {
  const rows = <Cell>(cells: readonly Cell[]) =>
    Array.from({ length: cells.length / columns }, (_, r) => cells.slice(r * columns, (r + 1) * columns));
  return {
    type: "heatmap",
    z: rows(values),
    zmin: range[0],
    zmax: range[1],
    colorscale: scale,
    showscale: false,
    xgap: gap,
    ygap: gap,
    ...(words && { text: rows(words.text), texttemplate: "%{text}", textfont: { size: words.size } }),
    ...(text && { hovertext: rows(text.map(breaks)), hovertemplate: "%{hovertext}<extra></extra>" }),
  };
}

/** A trace without points, for its color scale. */
export function colorBarTrace({ title, range, scale, format }: ColorBar): Part {
  return {
    type: "scatter",
    mode: "markers",
    x: [null],
    y: [null],
    showlegend: false,
    hoverinfo: "skip",
    marker: {
      color: [range[0]],
      cmin: range[0],
      cmax: range[1],
      colorscale: scale,
      showscale: true,
      colorbar: {
        title: { text: title, side: "right", font: { size: fontSize } },
        thickness: 12,
        outlinewidth: 0,
        tickformat: format,
      },
    },
  };
}

const breaks = (text: string) => text.replaceAll("\n", "<br>");
const template = (hover: string) => breaks(hover.replace(/\{(x|y|text)([:}])/g, "%{$1$2"));
