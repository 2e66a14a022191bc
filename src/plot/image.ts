import { checkOptions, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import type { Figure } from "./figure.js";
import { extent, type NumberInput, readShaped } from "./input.js";
import { colorScale, type MagnitudeScale } from "./palette.js";
import { squareGrid, tileFigure } from "./tiles.js";

export interface ImageOptions {
  /** [rows, columns] of one image or [images, rows, columns]; not needed for tensors. */
  readonly shape?: readonly number[];
  /** A label for each image, such as its class. */
  readonly labels?: readonly (string | number)[];
  /** Brightness at both ends of the scale; by default from 0 to the maximum. */
  readonly range?: readonly [number, number];
  /** What the brightness means, with its unit: "pixel intensity", "rate (Hz)". */
  readonly quantity?: string;
  readonly colors?: MagnitudeScale;
  readonly title?: string;
}

const OPTIONS = optionsOf<ImageOptions>({
  shape: true,
  labels: true,
  range: true,
  quantity: true,
  colors: true,
  title: true,
});

/**
 * One image, or several side by side.
 * @param pixels [rows, columns] or [images, rows, columns]
 * @throws InputError for NaN, a shape of another size, or a wrong number of labels
 */
export function image(pixels: NumberInput, options: ImageOptions = {}): Figure {
  const where = "image";
  checkOptions(where, options, OPTIONS);
  const { values, shape } = readShaped(where, "pixels", pixels, options.shape);
  if (shape.length !== 2 && shape.length !== 3) {
    throw new InputError(
      `${where}, pixels: found the shape [${shape.join(", ")}], expected [rows, columns] or [images, rows, columns].`,
    );
  }
  const [rows, columns] = shape.slice(-2);
  const count = shape.length === 3 ? shape[0] : 1;
  const labels = options.labels?.map(String);
  if (labels && labels.length !== count) {
    throw new InputError(`${where}, labels: found ${labels.length}, expected ${count}, one for each image.`);
  }
  const [least, greatest] = extent(values);
  const [low, high] = options.range ?? [Math.min(0, least), greatest > Math.min(0, least) ? greatest : 1];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new InputError(`${where}, range: found [${low}, ${high}], expected [low, high] with low below high.`);
  }
  const size = rows * columns;
  const tiles = {
    count,
    field: [rows, columns] as const,
    grid: count <= 10 ? ([1, count] as const) : squareGrid(count),
    at: (tile: number, index: number) => values[tile * size + index],
    range: [low, high] as const,
    scale: colorScale(where, options.colors ?? "gray"),
  };
  const name = labels?.length === 1 ? `Image of class ${labels[0]}` : `${rows} × ${columns} pixels`;
  return tileFigure(tiles, {
    title: options.title ?? name,
    scaleTitle: options.quantity ?? "intensity",
    hover: Array.from({ length: count }, (_, i) => `image ${i}${labels ? `\nclass ${labels[i]}` : ""}`),
    labels: count > 1 ? labels : undefined,
  });
}
