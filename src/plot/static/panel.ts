import type { Axis, Layout, YAxisId } from "../figure.js";

/** One plotting area: its place in the figure and the way from values to pixels in it. */
export interface Panel {
  readonly id: YAxisId;
  readonly xaxis: Axis;
  readonly yaxis: Axis;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Plotting area inside the margins, in pixels. */
export function plotSize({ width, height, margin }: Layout): [number, number] {
  return [width - margin.l - margin.r, height - margin.t - margin.b];
}

/** The panels from top to bottom; a single one fills the plotting area. */
export function panels(layout: Layout): readonly Panel[] {
  const [width, full] = plotSize(layout);
  const ids = Object.keys(layout).filter((key): key is `yaxis${number}` | "yaxis" => key.startsWith("yaxis"));
  return ids.map((key) => {
    const yaxis = layout[key];
    const [from, to] = yaxis.domain ?? [0, 1];
    const height = (to - from) * full;
    return {
      id: key === "yaxis" ? "y" : `y${Number(key.slice(5))}`,
      xaxis: layout.xaxis,
      yaxis,
      top: (1 - to) * full,
      width,
      height,
      x: toPixels(layout.xaxis, 0, width),
      y: toPixels(yaxis, height, 0),
    };
  });
}

function toPixels({ range: [low, high] }: Axis, from: number, to: number): (value: number) => number {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** A tenth of a pixel is finer than any screen, and keeps paths short. */
export const round = (pixels: number): number => Math.round(pixels * 10) / 10;
