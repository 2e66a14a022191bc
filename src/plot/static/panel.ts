import type { Axis, Figure, Panel } from "../figure.js";
import { frame } from "../frame.js";

/** A panel with its position in the figure, and the conversion from values to pixels. */
export interface PlacedPanel extends Panel {
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
}

export function placedPanels(figure: Figure): PlacedPanel[] {
  const { panels } = frame(figure);
  return figure.panels.map((panel, i) => ({
    ...panel,
    ...panels[i],
    width: figure.width,
    toX: toPixels(figure.x, 0, figure.width),
    toY: toPixels(panel.y, panels[i].height, 0),
  }));
}

function toPixels({ range, isLogarithmic }: Axis, from: number, to: number): (value: number) => number {
  const scale = isLogarithmic ? Math.log : (value: number) => value;
  const [low, high] = range.map(scale);
  // Values without a logarithm are below the axis.
  const place = (value: number) => Math.max(-1, (scale(value) - low) / (high - low));
  return (value) => from + place(value) * (to - from);
}

/** Rounds to a tenth of a pixel, which is finer than any screen and keeps paths short. */
export const round = (pixels: number): number => Math.round(pixels * 10) / 10;
