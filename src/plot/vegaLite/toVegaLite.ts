import type { TopLevelSpec } from "vega-lite";
import { checkFigure } from "../checkFigure.js";
import type { Figure, Panel } from "../figure.js";
import { frame, panelGap } from "../frame.js";
import type { Json } from "../plotly/json.js";
import { fontFamily, fontSize, grid, ink, titleSize } from "../theme.js";
import { colorLayer, type Layer, layers } from "./layers.js";

/** A Vega-Lite 5 specification, with the mime type `application/vnd.vegalite.v5+json`. */
export interface VegaLiteSpec {
  readonly [property: string]: Json;
}

/**
 * Converts a figure to a Vega-Lite specification that includes its data.
 * @throws InputError for anything but a figure
 */
export function toVegaLite(figure: Figure): VegaLiteSpec {
  checkFigure("toVegaLite", figure);
  const { title, subtitle, width } = figure;
  const heights = frame(figure).panels.map(({ height }) => height);
  const views = figure.panels.map((panel, p) => ({
    width,
    height: heights[p],
    layer: view(figure, panel, p === figure.panels.length - 1),
  }));
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: subtitle === undefined ? title : { text: title, subtitle },
    ...(views.length === 1 ? views[0] : { vconcat: views, spacing: panelGap }),
    config: { ...config, legend: { ...config.legend, orient: figure.hasInnerLegend ? "top-right" : "right" } },
  } satisfies TopLevelSpec;
  return { ...spec, background: null } as unknown as VegaLiteSpec;
}

function view(figure: Figure, panel: Panel, isLast: boolean): Layer[] {
  const marks = panel.marks.flatMap((mark) => layers(mark, figure, panel, isLast));
  return figure.colorBar && isLast ? [...marks, colorLayer(figure.colorBar)] : marks;
}

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
    labelLimit: 0,
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
  legend: { labelColor: ink, titleColor: ink, labelFontSize: fontSize, labelLimit: 0 },
} as const;
