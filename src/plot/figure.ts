import type { NumberColumn } from "./input.js";

/** A color scale as stops from 0 to 1. */
export type ColorScale = readonly (readonly [number, string])[];

export interface CommonMark {
  /** Its entry in the legend; none without a name. */
  readonly name?: string;
  /** The tooltip: `{x}`, `{y}` and `{text}` are filled in; `{x:.1f}` uses a d3 format. */
  readonly hover?: string;
  /** A text for each point, for `hover`. */
  readonly text?: readonly string[];
}

/** A dot at each (x, y). */
export interface Dots extends CommonMark {
  readonly kind: "dots";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly color: string;
  readonly shape: "circle" | "square" | "stroke";
  /** Diameter, side, or length of an upright stroke, in pixels. */
  readonly size: number;
  /** Width of a stroke, in pixels. */
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
  /** Diameter of dots at the points, in pixels; no dots by default. */
  readonly dots?: number;
}

/** Bars from 0 to y, all of the same width in units of x, around each x. */
export interface Bars extends CommonMark {
  readonly kind: "bars";
  readonly x: NumberColumn;
  readonly y: NumberColumn;
  readonly width: number;
  readonly color: string;
  /** Gap between bars, in pixels; none by default. */
  readonly gap?: number;
}

/** Colored cells: that of row r and column c is centered at (c, r). `null` is not drawn. */
export interface Cells extends CommonMark {
  readonly kind: "cells";
  /** Row by row. */
  readonly values: readonly (number | null)[];
  readonly columns: number;
  /** Values at both ends of the scale. */
  readonly range: readonly [number, number];
  readonly scale: ColorScale;
  /** Gap between cells, in pixels. */
  readonly gap: number;
  /** Text inside the cells, black or white. */
  readonly words?: { readonly text: readonly string[]; readonly size: number };
}

/** A PNG image; its pixel (row r, column c) covers the unit square around (c, r). It fills the plotting area. */
export interface Picture extends CommonMark {
  readonly kind: "picture";
  readonly source: string;
  /** Whether to interpolate, for images that are scaled down; pixels are squares otherwise. */
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
  /** With its unit. */
  readonly title: string;
  /** Values at both ends: left and right, bottom and top. */
  readonly range: readonly [number, number];
  readonly isLogarithmic?: boolean;
  /** By default, round values. */
  readonly ticks?: readonly { readonly value: number; readonly label: string }[];
  /** A d3 format, for ticks without labels. */
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

/** The color scale, next to the plotting area. */
export interface ColorBar {
  readonly title: string;
  readonly range: readonly [number, number];
  readonly scale: ColorScale;
  /** A d3 format. */
  readonly format?: string;
}

/** The result of every plot function: marks as plain data, which Plotly, Vega-Lite and the static pictures draw. */
export interface Figure {
  readonly kind: "figure";
  readonly title: string;
  readonly subtitle?: string;
  /** Size of the plotting area in pixels, without titles, axes and legends. */
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  /** Panels, one below another, over the same x axis. */
  readonly panels: readonly Panel[];
  readonly colorBar?: ColorBar;
  /** Whether the legend is in the upper right corner of the plotting area; by default it is next to it. */
  readonly hasInnerLegend?: boolean;
  /** The default renderer for pages with scripts. */
  readonly renderer: "plotly" | "vega-lite";
}
