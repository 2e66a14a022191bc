import { checkFigure } from "../checkFigure.js";
import type { Axis, Figure } from "../figure.js";
import { frame, legendNames, nameAngle } from "../frame.js";
import { fontFamily, fontSize, grid, ink, titleSize, transparent } from "../theme.js";
import { type Json, toJson } from "./json.js";
import { axisId, colorBarTrace, type Part, trace } from "./traces.js";

/** A figure for Plotly, with the mime type `application/vnd.plotly.v1+json`. */
export interface PlotlyJson {
  readonly data: readonly Json[];
  readonly layout: Json;
  readonly config: Json;
}

/**
 * Converts a figure to Plotly's JSON, for `Plotly.newPlot`.
 * @throws InputError for anything but a figure
 */
export function toPlotly(figure: Figure): PlotlyJson {
  checkFigure("toPlotly", figure);
  const traces = figure.panels.flatMap((panel, p) => panel.marks.map((mark) => trace(mark, figure, panel, axisId(p))));
  const data = figure.colorBar ? [...traces, colorBarTrace(figure.colorBar)] : traces;
  const modeBarButtonsToRemove = ["select2d", "lasso2d", "sendDataToCloud"];
  const config = { displaylogo: false, responsive: false, showTips: false, modeBarButtonsToRemove };
  return { data: data.map(toJson), layout: toJson(layout(figure)), config };
}

function layout(figure: Figure): Part {
  const { width, height, margin, panels } = frame(figure);
  const angle = nameAngle(figure);
  const isAlone = panels.length === 1;
  const yAxes = figure.panels.map(({ y }, p) => {
    const { top, height } = panels[p];
    const domain = [1 - (top + height) / figure.height, 1 - top / figure.height].map((end) => Math.max(0, end));
    return [`yaxis${p === 0 ? "" : p + 1}`, { ...axis(y), ...(!isAlone && { domain, anchor: "x" }) }] as const;
  });
  const subtitle = figure.subtitle && `<br><span style="font-size:${fontSize}px">${figure.subtitle}</span>`;
  return {
    title: {
      text: `${figure.title}${subtitle ?? ""}`,
      x: 0,
      xref: "paper",
      xanchor: "left",
      y: 1,
      yref: "paper",
      yanchor: "bottom",
      pad: { b: 16 },
      font: { size: titleSize },
    },
    width,
    height,
    margin: { l: margin.left, r: margin.right, t: margin.top, b: margin.bottom },
    font: { family: fontFamily, size: fontSize, color: ink },
    paper_bgcolor: transparent,
    plot_bgcolor: transparent,
    modebar: { bgcolor: transparent, color: ink, activecolor: ink },
    showlegend: legendNames(figure).length > 0,
    ...(figure.hasInnerLegend && { legend: { x: 1, xanchor: "right", y: 1, bgcolor: transparent } }),
    hovermode: "closest",
    xaxis: {
      ...axis(figure.x),
      ...(angle !== 0 && { tickangle: angle }),
      ...(!isAlone && { anchor: axisId(panels.length - 1) }),
    },
    ...Object.fromEntries(yAxes),
  };
}

function axis({ title, range, isLogarithmic, ticks, format, grid: hasGrid, line, isHidden }: Axis): Part {
  return {
    title: { text: title, standoff: 10, font: { size: fontSize } },
    range: isLogarithmic ? range.map(Math.log10) : range,
    type: isLogarithmic ? "log" : "linear",
    ...(ticks && { tickvals: ticks.map(({ value }) => value), ticktext: ticks.map(({ label }) => label) }),
    tickformat: format,
    visible: !isHidden,
    showgrid: hasGrid,
    gridcolor: grid,
    zeroline: false,
    showline: line,
    linecolor: ink,
    ticks: "outside",
    tickcolor: line ? ink : transparent,
    automargin: false,
  };
}
