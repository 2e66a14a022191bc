import type { Scale, Spec, Axis as VegaAxis, Mark as VegaMark } from "vega";
import type { Axis, Figure, Mark } from "../figure.js";
import { frame, nameAngle } from "../frame.js";
import { fontFamily, fontSize, grid, ink, titleSize, transparent } from "../theme.js";
import { barMarks, cellMarks, pictureMarks } from "./areas.js";
import { colorLegend, nameLegend } from "./legends.js";
import { type PlacedPanel, placedPanels } from "./panel.js";
import { dotMarks, lineMarks, ruleMarks, wordMarks } from "./points.js";

/**
 * A Vega specification for the static picture of a figure. Unlike the result of `toVegaLite`, all dots, bars or cells
 * of a color are one path, a large number of dots is one image, and long lines are thinned, so that pictures are small.
 */
export function vegaSpec(figure: Figure): Spec {
  const { margin } = frame(figure);
  const { width, height } = figure;
  const panels = placedPanels(figure);
  const legends = [nameLegend(figure), ...(figure.colorBar ? [colorLegend(figure.colorBar, figure)] : [])];
  return {
    $schema: "https://vega.github.io/schema/vega/v5.json",
    autosize: "none",
    width,
    height,
    padding: margin,
    config,
    scales: legends.flatMap((parts) => parts.scales),
    legends: legends.flatMap((parts) => parts.legends),
    marks: [
      ...titles(figure),
      ...panels.map((panel, i) => panelGroup(panel, figure, { isLast: i === panels.length - 1, left: margin.left })),
      ...legends.flatMap((parts) => parts.marks),
    ],
  };
}

/** @param at whether nothing is below the panel, and the width of the margin at its left */
function panelGroup(
  panel: PlacedPanel,
  figure: Figure,
  at: { readonly isLast: boolean; readonly left: number },
): VegaMark {
  const { x } = figure;
  const { y, width, height, top } = panel;
  const size = { width: { value: width }, height: { value: height } };
  const marks = panel.marks.flatMap((mark) => vegaMarks(mark, panel));
  return {
    type: "group",
    encode: { enter: { ...size, y: { value: top } } },
    scales: [axisScale("x", x, [0, width]), axisScale("y", y, [height, 0])],
    axes: [
      ...(x.isHidden ? [] : [{ ...panelAxis("bottom", x, at.isLast), ...turnedNames(figure) }]),
      ...(y.isHidden ? [] : [{ ...panelAxis("left", y, true), titleX: 22 - at.left }]),
    ],
    marks: [{ type: "group", clip: true, encode: { enter: size }, marks }],
  };
}

function vegaMarks(mark: Mark, panel: PlacedPanel): VegaMark[] {
  switch (mark.kind) {
    case "dots":
      return dotMarks(mark, panel);
    case "line":
      return lineMarks(mark, panel);
    case "rule":
      return ruleMarks(mark, panel);
    case "words":
      return wordMarks(mark, panel);
    case "bars":
      return barMarks(mark, panel);
    case "cells":
      return cellMarks(mark, panel);
    case "picture":
      return pictureMarks(mark, panel);
  }
}

function axisScale(name: string, { range, isLogarithmic }: Axis, pixels: [number, number]): Scale {
  const domain = [...range];
  if (isLogarithmic) return { name, type: "log", domain, range: pixels, nice: false };
  return { name, type: "linear", domain, range: pixels, zero: false, nice: false };
}

function panelAxis(orient: "bottom" | "left", axis: Axis, isLabeled: boolean): VegaAxis {
  return {
    orient,
    scale: orient === "bottom" ? "x" : "y",
    grid: axis.grid,
    gridScale: orient === "bottom" ? "y" : "x",
    domain: axis.line && isLabeled,
    ticks: isLabeled,
    tickColor: axis.line ? ink : transparent,
    labels: isLabeled,
    labelPadding: 3,
    ...(isLabeled && { title: axis.title }),
    // Room for them is in the margin.
    labelLimit: 0,
    ...(axis.format && { format: axis.format }),
    ...(axis.format?.endsWith("d") && { tickMinStep: 1 }),
    ...(axis.ticks
      ? { values: axis.ticks.map(({ value }) => value), encode: labels(axis.ticks) }
      : { tickCount: orient === "bottom" ? 7 : 6 }),
  };
}

/** Names that end at their ticks, above the axis's title, which Vega would place among them. */
function turnedNames(figure: Figure): Partial<VegaAxis> {
  const angle = nameAngle(figure);
  if (angle === 0) return {};
  const titleY = frame(figure).margin.bottom - 26;
  return { labelAngle: angle, labelAlign: "right", labelBaseline: "middle", titleY, titleBaseline: "top" };
}

/** Replaces Vega's tick values by our labels. */
function labels(ticks: NonNullable<Axis["ticks"]>) {
  const [values, words] = [ticks.map(({ value }) => value), ticks.map(({ label }) => label)];
  const signal = `${JSON.stringify(words)}[indexof(${JSON.stringify(values)}, datum.value)]`;
  return { labels: { update: { text: { signal } } } };
}

/** Titles are marks, as Vega's own titles are displaced by marks that extend beyond the plotting area. */
function titles({ title, subtitle }: Figure): VegaMark[] {
  const words = (text: string, fontSize: number, y: number): VegaMark => ({
    type: "text",
    encode: {
      enter: {
        x: { value: 0 },
        y: { value: y },
        baseline: { value: "bottom" },
        text: { value: text },
        fontSize: { value: fontSize },
        fill: { value: ink },
      },
    },
  });
  if (subtitle === undefined) return [words(title, titleSize, -16)];
  return [words(title, titleSize, -33), words(subtitle, fontSize, -16)];
}

const config: Spec["config"] = {
  axis: {
    labelColor: ink,
    labelFont: fontFamily,
    labelFontSize: fontSize,
    titleColor: ink,
    titleFont: fontFamily,
    titleFontSize: fontSize,
    titleFontWeight: "normal",
    titlePadding: 10,
    domainColor: ink,
    gridColor: grid,
  },
  legend: { labelColor: ink, labelFont: fontFamily, labelFontSize: fontSize, labelLimit: 400 },
  text: { font: fontFamily },
};
