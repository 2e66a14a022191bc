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

/** Names at the x axis that would overlap are turned so that they rise to the right and end below their ticks. */
const TURN = 40;
const NAME_GAP = 2;

/** The names at the x axis: where their ticks are, in pixels from its start, and how wide they are. */
function xNames({ x, width }: Figure): { readonly at: number; readonly width: number }[] {
  if (x.isHidden === true) return [];
  const along = (value: number) => (x.isLogarithmic ? Math.log(value) : value);
  const [start, end] = x.range.map(along);
  const names = (x.ticks ?? []).map(({ value, label }) => ({
    at: ((along(value) - start) / (end - start)) * width,
    width: textWidth(label),
  }));
  return names.sort((a, b) => a.at - b.at);
}

/** The angle of the names at the x axis in degrees, clockwise: 0, or less if they would overlap. */
export function nameAngle(figure: Figure): number {
  const names = xNames(figure);
  const overlap = names.some(({ at, width }, i) => {
    const next = names[i + 1];
    return next !== undefined && next.at - at < (width + next.width) / 2 + NAME_GAP;
  });
  return overlap ? -TURN : 0;
}

/** The room that turned names take below the axis and to the left of it, in pixels. */
function turnedRoom(figure: Figure): { readonly below: number; readonly left: number } {
  if (nameAngle(figure) === 0) return { below: 0, left: 0 };
  const names = xNames(figure);
  const turn = (TURN * Math.PI) / 180;
  return {
    below: Math.ceil(Math.sin(turn) * Math.max(...names.map(({ width }) => width))),
    left: Math.ceil(Math.max(...names.map(({ at, width }) => Math.cos(turn) * width + fontSize - at))),
  };
}

/** The same margins for all renderers: every one puts the plotting area in the same place. */
export function frame(figure: Figure): Frame {
  const names = figure.hasInnerLegend ? [] : legendNames(figure);
  const legend = names.length > 0 ? 72 + Math.max(...names.map((name) => textWidth(name))) : 0;
  const isBare = figure.x.isHidden === true;
  const turned = turnedRoom(figure);
  const margin = {
    left: isBare
      ? 24
      : Math.max(72, turned.left, 44 + Math.max(0, ...tickNames(figure).map((name) => textWidth(name)))),
    right: figure.colorBar ? 104 : Math.max(24, legend),
    top: figure.subtitle === undefined ? 52 : 69,
    bottom: isBare ? 24 : 56 + turned.below,
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
