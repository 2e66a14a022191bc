import type { NumberColumn } from "./input.js";

/** A colour scale as stops from 0 to 1. */
export type ColorScale = readonly (readonly [number, string])[];

export interface ColorBar {
  readonly title: { readonly text: string; readonly side: "right"; readonly font: { readonly size: number } };
  readonly thickness: number;
  readonly outlinewidth: 0;
  readonly tickformat?: string;
}

export interface Line {
  readonly color: string;
  readonly width: number;
  readonly dash?: "solid" | "dash" | "dot";
}

export type MarkerSymbol = "circle" | "square" | "line-ns-open";

export interface Marker {
  readonly color: string;
  readonly size: number;
  readonly symbol: MarkerSymbol;
  readonly line?: { readonly width: number; readonly color: string };
}

/** Points, lines or words at (x, y): SVG elements ("scatter") or WebGL for many points ("scattergl"). */
export interface ScatterTrace {
  readonly type: "scatter" | "scattergl";
  readonly mode: "lines" | "markers" | "lines+markers" | "text";
  /** `[null]` draws nothing: an entry in the legend alone. */
  readonly x: NumberColumn | readonly [null];
  readonly y: NumberColumn | readonly [null];
  readonly name?: string;
  readonly showlegend?: boolean;
  readonly yaxis?: YAxisId;
  readonly line?: Line;
  readonly marker?: Marker;
  readonly text?: readonly string[];
  readonly textfont?: { readonly color: string | readonly string[]; readonly size: number };
  readonly hoverinfo?: "skip";
  readonly hovertemplate?: string;
}

export interface BarTrace {
  readonly type: "bar";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly width: number;
  readonly marker: { readonly color: string | readonly string[] };
  readonly showlegend?: false;
  readonly hovertemplate?: string;
}

/** Cells at whole-number positions: row r at y = r, column c at x = c. `null` cells are not drawn. */
export interface HeatmapTrace {
  readonly type: "heatmap";
  readonly z: readonly (readonly (number | null)[])[];
  readonly zmin: number;
  readonly zmax: number;
  readonly colorscale: ColorScale;
  readonly showscale: boolean;
  readonly colorbar?: ColorBar;
  readonly xgap?: number;
  readonly ygap?: number;
  /** Words in the cells; Plotly picks black or white for each. */
  readonly text?: readonly (readonly string[])[];
  readonly texttemplate?: "%{text}";
  readonly textfont?: { readonly size: number };
  readonly hovertext?: readonly (readonly string[])[];
  readonly hovertemplate?: string;
}

/** A PNG picture; its pixel (row r, column c) covers the unit square around (c, r). */
export interface ImageTrace {
  readonly type: "image";
  readonly source: string;
  /** Square pixels, or smoothed where the picture is shown smaller than it is. */
  readonly zsmooth: false | "fast";
  readonly hoverinfo: "skip";
}

/** No points of its own: shows the colour scale beside an image. */
export interface ScaleTrace {
  readonly type: "scatter";
  readonly mode: "markers";
  readonly x: readonly [null];
  readonly y: readonly [null];
  readonly showlegend: false;
  readonly hoverinfo: "skip";
  readonly marker: {
    readonly color: readonly [number];
    readonly cmin: number;
    readonly cmax: number;
    readonly colorscale: ColorScale;
    readonly showscale: true;
    readonly colorbar: ColorBar;
  };
}

export type Trace = ScatterTrace | BarTrace | HeatmapTrace | ImageTrace | ScaleTrace;

export type YAxisId = "y" | `y${number}`;

export interface Axis {
  readonly title: { readonly text: string; readonly standoff: number; readonly font: { readonly size: number } };
  readonly range: readonly [number, number];
  readonly domain?: readonly [number, number];
  readonly anchor?: "x" | YAxisId;
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly tickformat?: string;
  readonly visible?: boolean;
  readonly showgrid: boolean;
  readonly gridcolor: string;
  readonly zeroline: boolean;
  readonly zerolinecolor: string;
  readonly linecolor: string;
  readonly showline: boolean;
  readonly ticks: "outside";
  readonly tickcolor: string;
  readonly automargin: false;
}

export interface Layout {
  readonly title: {
    readonly text: string;
    readonly x: 0;
    readonly xref: "paper";
    readonly xanchor: "left";
    readonly y: 1;
    readonly yref: "paper";
    readonly yanchor: "bottom";
    readonly pad: { readonly b: number };
    readonly font: { readonly size: number };
  };
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
  readonly font: { readonly family: string; readonly size: number; readonly color: string };
  readonly paper_bgcolor: string;
  readonly plot_bgcolor: string;
  readonly showlegend: boolean;
  readonly hovermode: "closest" | "x";
  readonly xaxis: Axis;
  readonly yaxis: Axis;
  readonly [further: `yaxis${number}`]: Axis;
}

/** A figure drawn by Plotly: traces and layout. Typed arrays stay as they are until `plotlyJson` encodes them. */
export interface PlotlyFigure {
  readonly kind: "plotly";
  readonly data: readonly Trace[];
  readonly layout: Layout;
}

/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A Vega-Lite 5 specification. */
export interface VegaLiteSpec {
  readonly $schema: "https://vega.github.io/schema/vega-lite/v5.json";
  readonly title: Json;
  readonly width: number;
  readonly height: number;
  readonly config: { readonly [key: string]: Json };
  readonly [property: string]: Json;
}

export interface VegaLiteFigure {
  readonly kind: "vega-lite";
  readonly spec: VegaLiteSpec;
}

/** What every plot function returns: a picture as plain data, drawn by `toHtml`, `toSvg`, `toPng` or a notebook. */
export type Figure = PlotlyFigure | VegaLiteFigure;
