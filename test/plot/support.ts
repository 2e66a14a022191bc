import { decode } from "fast-png";
import type { Figure, ImageTrace, PlotlyFigure } from "../../src/plot/figure.js";
import type { TensorLike } from "../../src/plot/input.js";

/** What a tf.Tensor shows to the plot functions. */
export const tensor = (values: readonly number[], shape: readonly number[]): TensorLike => ({
  shape,
  dataSync: () => Float32Array.from(values),
});

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [red, green, blue, alpha] at a row and a column. */
  readonly at: (row: number, column: number) => readonly number[];
}

/** Decodes a PNG data URI or file with a palette or true colours. */
export function pixels(png: string | Uint8Array): Pixels {
  const bytes = typeof png === "string" ? Buffer.from(png.split(",")[1], "base64") : png;
  const { width, height, data, palette, channels } = decode(bytes);
  return {
    width,
    height,
    at: (row, column) => {
      const i = row * width + column;
      if (palette) return palette[data[i]];
      return Array.from(data.subarray(i * channels, (i + 1) * channels));
    },
  };
}

export function imageOf(figure: PlotlyFigure): Pixels {
  const image = figure.data.find((trace): trace is ImageTrace => trace.type === "image");
  if (!image) throw new Error("the figure has no image");
  return pixels(image.source);
}

/** All words of a figure's own making: titles, axis labels. */
export function titles(figure: Figure): readonly string[] {
  if (figure.kind === "vega-lite") return [JSON.stringify(figure.spec.title), JSON.stringify(figure.spec.layer)];
  const { title, ...layout } = figure.layout;
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis/.test(key));
  return [title.text, ...axes.map(([, axis]) => (axis as { title: { text: string } }).title.text)];
}

/** Deterministic uniform numbers in [0, 1): a linear congruential generator (Numerical Recipes). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
