import type { NumberColumn } from "./input.js";

/** A color scale as stops from 0 to 1. */
export type ColorScale = readonly (readonly [number, string])[];

export interface CommonMark {
  /** Its entry in the legend; none without a name. */
  readonly name?: string;
  /** What the pointer is told: `{x}`, `{y}` and `{text}` are filled in, `{x:.1f}` in a format of d3. */
  readonly hover?: string;
  /** A text for each place, for `hover`. */
  readonly text?: readonly string[];
}

/** A dot at each (x, y). */
export interface Dots extends CommonMark {
  readonly kind: "dots";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly color: string;
  readonly shape: "circle" | "square" | "stroke";
  /** Diameter, side or, of upright strokes, length in pixels. */
  readonly size: number;
  /** Of a stroke, in pixels. */
  readonly width?: number;
}

/** A line through all (x, y), in their order. */
export interface Line extends CommonMark {
  readonly kind: "line";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly color: string;
  readonly width: number;
  readonly dashed?: boolean;
  /** Diameter of a dot at each place, in pixels; none by default. */
  readonly dots?: number;
}

/** Bars from 0 to y, of one width in units of x, around each x. */
export interface Bars extends CommonMark {
  readonly kind: "bars";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly width: number;
  readonly color: string;
  /** Between bars that touch, in pixels; none by default. */
  readonly gap?: number;
}

/** Colored cells: that of row r and column c around (c, r). `null` is not drawn. */
export interface Cells extends CommonMark {
  readonly kind: "cells";
  /** Row by row. */
  readonly values: readonly (number | null)[];
  readonly columns: number;
  /** Values at both ends of the scale. */
  readonly range: readonly [number, number];
  readonly scale: ColorScale;
  /** Between cells, in pixels. */
  readonly gap: number;
  /** Inside the cells, black or white. */
  readonly words?: { readonly text: readonly string[]; readonly size: number };
}

/** A PNG picture; its pixel (row r, column c) covers the unit square around (c, r). It fills the plotting area. */
export interface Picture extends CommonMark {
  readonly kind: "picture";
  readonly source: string;
  /** Where it is shown smaller than it is; square pixels otherwise. */
  readonly smooth: boolean;
}

/** A line across the whole plotting area, at one x or one y. */
export interface Rule extends CommonMark {
  readonly kind: "rule";
  readonly at: { readonly x: number } | { readonly y: number };
  readonly color: string;
  readonly width: number;
  readonly dashed?: boolean;
}

/** Words centered at (x, y). */
export interface Words extends CommonMark {
  readonly kind: "words";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly words: readonly string[];
  readonly color: string;
  readonly size: number;
}

export type Mark = Dots | Line | Bars | Cells | Picture | Rule | Words;

export interface Axis {
  /** With unit. */
  readonly title: string;
  /** Values at both ends: left and right, bottom and top. */
  readonly range: readonly [number, number];
  readonly isLogarithmic?: boolean;
  /** By default, values that read well. */
  readonly ticks?: readonly { readonly value: number; readonly label: string }[];
  /** Of d3, for ticks without labels. */
  readonly format?: string;
  readonly grid: boolean;
  /** The axis itself and its tick marks. */
  readonly line: boolean;
  readonly isHidden?: boolean;
}

/** Marks over one y axis. */
export interface Panel {
  readonly y: Axis;
  readonly marks: readonly Mark[];
}

/** The meaning of colors, beside the plotting area. */
export interface ColorBar {
  readonly title: string;
  readonly range: readonly [number, number];
  readonly scale: ColorScale;
  /** Of d3. */
  readonly format?: string;
}

/** What every plot function returns: marks as plain data, which Plotly, Vega-Lite and the static pictures draw. */
export interface Figure {
  readonly kind: "figure";
  readonly title: string;
  readonly subtitle?: string;
  /** Of the plotting area in pixels; titles, axes and legends come on top. */
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  /** One under the other over the same x axis. */
  readonly panels: readonly Panel[];
  readonly colorBar?: ColorBar;
  /** In the upper right corner of the plotting area; beside it by default. */
  readonly hasInnerLegend?: boolean;
  /** What draws it where scripts run, unless you choose. */
  readonly renderer: "plotly" | "vega-lite";
}
