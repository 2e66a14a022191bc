import type { Figure } from "./figure.js";
import { fontSize, titleSize } from "./theme.js";

/** The positions of a figure's parts, in pixels. */
export interface Frame {
  /** Including margins. */
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Relative to the plotting area. */
  readonly panels: readonly { readonly top: number; readonly height: number }[];
}

/** Between panels, in pixels. */
export const panelGap = 28;

/** The names in a figure's legend, in order. */
export const legendNames = ({ panels }: Figure): string[] =>
  panels.flatMap(({ marks }) => marks.flatMap(({ name }) => name ?? []));

/** The names at the y axes. */
const tickNames = ({ panels }: Figure): string[] =>
  panels.flatMap(({ y }) => (y.ticks ?? []).map(({ label }) => label));

/** The same margins for all renderers: every one puts the plotting area in the same place. */
export function frame(figure: Figure): Frame {
  const names = figure.hasInnerLegend ? [] : legendNames(figure);
  const legend = names.length > 0 ? 72 + Math.max(...names.map((name) => textWidth(name))) : 0;
  const isBare = figure.x.isHidden === true;
  const margin = {
    left: isBare ? 24 : Math.max(72, 44 + Math.max(0, ...tickNames(figure).map((name) => textWidth(name)))),
    right: figure.colorBar ? 104 : Math.max(24, legend),
    top: figure.subtitle === undefined ? 52 : 69,
    bottom: isBare ? 24 : 56,
  };
  const count = figure.panels.length;
  const height = (figure.height - panelGap * (count - 1)) / count;
  return {
    width: Math.max(figure.width + margin.left + margin.right, margin.left + textWidth(figure.title, titleSize)),
    height: figure.height + margin.top + margin.bottom,
    margin,
    panels: figure.panels.map((_, i) => ({ top: i * (height + panelGap), height })),
  };
}

/** Estimated width of a text: generous, as the reader's font is unknown. */
const textWidth = (text: string, size = fontSize) => Math.ceil(text.length * size * 0.58);
