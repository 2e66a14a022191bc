import { decode } from "fast-png";
import type { Figure, Mark } from "../../src/plot/figure.js";
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

/** Decodes a PNG data URI or file with a palette or true colors. */
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

export const marksOf = (figure: Figure): readonly Mark[] => figure.panels.flatMap(({ marks }) => marks);

/** The first mark of a kind. */
export function markOf<K extends Mark["kind"]>(figure: Figure, kind: K): Extract<Mark, { kind: K }> {
  const mark = marksOf(figure).find((one): one is Extract<Mark, { kind: K }> => one.kind === kind);
  if (!mark) throw new Error(`the figure has no ${kind}`);
  return mark;
}

export const imageOf = (figure: Figure): Pixels => pixels(markOf(figure, "picture").source);

/** Deterministic uniform numbers in [0, 1): a linear congruential generator (Numerical Recipes). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
