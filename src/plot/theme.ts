import type { Axis, ColorBar, Layout } from "./figure.js";

/** A middle grey: at least 4.2:1 against white and against JupyterLab's dark theme. */
export const ink = "#787878";
export const grid = "rgba(128,128,128,0.22)";
export const transparent = "rgba(0,0,0,0)";
export const fontFamily = "Arimo, Arial, Helvetica, sans-serif";
export const fontSize = 12;
export const titleSize = 15;

/** Room that a text needs, in pixels: generous, because the reader's font is not known here. */
export function textWidth(text: string, size = fontSize): number {
  return Math.ceil(text.length * size * 0.58);
}

export function axis(title: string, range: readonly [number, number], more: Partial<Axis> = {}): Axis {
  return {
    title: { text: title, standoff: 10, font: { size: fontSize } },
    range,
    showgrid: true,
    gridcolor: grid,
    zeroline: false,
    zerolinecolor: ink,
    showline: true,
    linecolor: ink,
    ticks: "outside",
    tickcolor: ink,
    automargin: false,
    ...more,
  };
}

/** An axis of whole numbers one by one (classes, rows of a grid), without grid lines. */
export function cellAxis(title: string, count: number, names?: readonly string[], reversed = false): Axis {
  const every = Math.ceil(count / 20);
  const tickvals = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  return axis(title, reversed ? [count - 0.5, -0.5] : [-0.5, count - 0.5], {
    showgrid: false,
    showline: false,
    tickcolor: transparent,
    tickvals,
    ticktext: tickvals.map((i) => names?.[i] ?? String(i)),
  });
}

/** The range of a value axis: the values with a twentieth of air on both sides. */
export function padded([low, high]: readonly [number, number]): [number, number] {
  const air = high > low ? (high - low) / 20 : Math.abs(high) / 20 || 1;
  return [low - air, high + air];
}

export function colorBar(title: string, tickformat?: string): ColorBar {
  return {
    title: { text: title, side: "right", font: { size: fontSize } },
    thickness: 12,
    outlinewidth: 0,
    ...(tickformat ? { tickformat } : {}),
  };
}

export interface LayoutOptions {
  readonly title: string;
  readonly xaxis: Axis;
  readonly yaxis: Axis;
  /** Size of the plotting area in pixels; the margins come on top. */
  readonly plotWidth?: number;
  readonly plotHeight?: number;
  readonly legend?: readonly string[];
  readonly colorBar?: boolean;
  readonly hovermode?: "closest" | "x";
  readonly furtherAxes?: { readonly [id: `yaxis${number}`]: Axis };
}

/** Narrow enough that a figure with its legend fits a notebook's column beside a file browser on a small screen. */
const plotWidth = 560;

/** The layout that all Plotly figures share: transparent, grey ink, fixed margins, the legend on the right. */
export function layout(options: LayoutOptions): Layout {
  const names = options.legend ?? [];
  const legendWidth = names.length > 0 ? 72 + Math.max(...names.map((name) => textWidth(name))) : 0;
  const bare = options.yaxis.visible === false;
  const margin = { l: bare ? 24 : 72, r: options.colorBar ? 104 : Math.max(24, legendWidth), t: 52, b: bare ? 24 : 56 };
  return {
    title: {
      text: options.title,
      x: 0,
      xref: "paper",
      xanchor: "left",
      y: 1,
      yref: "paper",
      yanchor: "bottom",
      pad: { b: 16 },
      font: { size: titleSize },
    },
    width: Math.max(
      (options.plotWidth ?? plotWidth) + margin.l + margin.r,
      margin.l + textWidth(options.title, titleSize),
    ),
    height: (options.plotHeight ?? 312) + margin.t + margin.b,
    margin,
    font: { family: fontFamily, size: fontSize, color: ink },
    paper_bgcolor: transparent,
    plot_bgcolor: transparent,
    showlegend: names.length > 0,
    hovermode: options.hovermode ?? "closest",
    xaxis: options.xaxis,
    yaxis: options.yaxis,
    ...options.furtherAxes,
  };
}
