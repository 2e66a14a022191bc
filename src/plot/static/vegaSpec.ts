import type { GroupMark, Mark, Scale, Spec, Axis as VegaAxis } from "vega";
import type { Axis, Layout, PlotlyFigure, Trace } from "../figure.js";
import { ink } from "../theme.js";
import { barMarks, heatmapMarks, imageMarks } from "./cells.js";
import { magnitudeLegend, nameLegend } from "./legends.js";
import { type Panel, panels, plotSize } from "./panel.js";
import { scatterMarks } from "./scatter.js";

/** The picture of a Plotly figure for Vega, which needs no browser: every trace, axis and legend that our figures use. */
export function vegaSpec({ data, layout }: PlotlyFigure): Spec {
  const { margin } = layout;
  const [width, height] = plotSize(layout);
  const areas = panels(layout);
  const groups = areas.map((panel, i) => {
    const own = data.filter((trace) => (("yaxis" in trace && trace.yaxis) || "y") === panel.id);
    return panelGroup(panel, own, i === areas.length - 1);
  });
  const names = layout.showlegend ? [nameLegend(data, width)] : [];
  const legends = [...names, magnitudeLegend(data, width, height)];
  return {
    $schema: "https://vega.github.io/schema/vega/v5.json",
    autosize: "none",
    width,
    height,
    padding: { left: margin.l, right: margin.r, top: margin.t, bottom: margin.b },
    config: config(layout),
    scales: legends.flatMap((parts) => parts.scales),
    legends: legends.flatMap((parts) => parts.legends),
    marks: [title(layout), ...groups, ...legends.flatMap((parts) => parts.marks)],
  };
}

function panelGroup(panel: Panel, traces: readonly Trace[], isLast: boolean): Mark {
  const { xaxis, yaxis, width, height, top } = panel;
  const size = { width: { value: width }, height: { value: height } };
  const inner: GroupMark = {
    type: "group",
    clip: true,
    encode: { enter: size },
    marks: traces.flatMap((trace) => traceMarks(trace, panel)),
  };
  return {
    type: "group",
    encode: { enter: { ...size, y: { value: top } } },
    scales: [axisScale("x", xaxis, [0, width]), axisScale("y", yaxis, [height, 0])],
    axes: [
      ...(xaxis.visible === false ? [] : [panelAxis("bottom", xaxis, isLast)]),
      ...(yaxis.visible === false ? [] : [panelAxis("left", yaxis, true)]),
    ],
    marks: [...zeroLines(panel), inner],
  };
}

function traceMarks(trace: Trace, panel: Panel): Mark[] {
  switch (trace.type) {
    case "bar":
      return barMarks(trace, panel);
    case "heatmap":
      return heatmapMarks(trace, panel);
    case "image":
      return imageMarks(trace, panel);
    default:
      return "colorbar" in (trace.marker ?? {}) ? [] : scatterMarks(trace as Parameters<typeof scatterMarks>[0], panel);
  }
}

function axisScale(name: string, { range }: Axis, pixels: [number, number]): Scale {
  return { name, type: "linear", domain: [...range], range: pixels, zero: false, nice: false };
}

function panelAxis(orient: "bottom" | "left", axis: Axis, labelled: boolean): VegaAxis {
  return {
    orient,
    scale: orient === "bottom" ? "x" : "y",
    grid: axis.showgrid,
    gridScale: orient === "bottom" ? "y" : "x",
    domain: axis.showline && labelled,
    ticks: labelled,
    tickColor: axis.tickcolor,
    labels: labelled,
    labelPadding: 3,
    ...(labelled && { title: axis.title.text }),
    ...(orient === "left" && { titleX: -50 }),
    ...(axis.tickformat && { format: axis.tickformat }),
    ...(axis.tickvals
      ? { values: [...axis.tickvals], ...(axis.ticktext && { encode: names(axis.tickvals, axis.ticktext) }) }
      : { tickCount: orient === "bottom" ? 7 : 6 }),
  };
}

/** Vega writes values; our words for them are looked up. */
function names(values: readonly number[], words: readonly string[]) {
  const signal = `${JSON.stringify(words)}[indexof(${JSON.stringify(values)}, datum.value)]`;
  return { labels: { update: { text: { signal } } } };
}

function zeroLines({ xaxis, yaxis, x, y, width, height }: Panel): Mark[] {
  const rule = (axis: Axis, ends: readonly [number, number, number, number]): Mark[] => {
    if (!axis.zeroline) return [];
    const [x1, y1, x2, y2] = ends.map((value) => ({ value }));
    return [{ type: "rule", encode: { enter: { x: x1, y: y1, x2, y2, stroke: { value: axis.zerolinecolor } } } }];
  };
  return [...rule(xaxis, [x(0), 0, x(0), height]), ...rule(yaxis, [0, y(0), width, y(0)])];
}

/** As a mark: Vega's own titles move with what reaches out of the plotting area. */
function title({ title: { text, font, pad } }: Layout): Mark {
  const place = { x: { value: 0 }, y: { value: -pad.b }, baseline: { value: "bottom" as const } };
  return {
    type: "text",
    encode: { enter: { ...place, text: { value: text }, fontSize: { value: font.size }, fill: { value: ink } } },
  };
}

function config({ font, xaxis }: Layout) {
  const { color, family, size } = font;
  return {
    axis: {
      labelColor: color,
      labelFont: family,
      labelFontSize: size,
      titleColor: color,
      titleFont: family,
      titleFontSize: size,
      titleFontWeight: "normal" as const,
      titlePadding: 10,
      domainColor: xaxis.linecolor,
      gridColor: xaxis.gridcolor,
    },
    legend: { labelColor: color, labelFont: family, labelFontSize: size, labelLimit: 400 },
    text: { font: family },
  };
}
