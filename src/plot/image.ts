import { InputError } from "../errors.js";
import type { Figure } from "./figure.js";
import { type NumberInput, readRange, readShaped } from "./input.js";
import { checkNames, checkPlotOptions, checkWords, type OptionChecks } from "./options.js";
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

const OPTIONS: OptionChecks<ImageOptions> = {
  shape: true,
  labels: true,
  range: true,
  quantity: checkWords,
  colors: true,
};

/**
 * One image, or several side by side.
 * @param pixels [rows, columns] or [images, rows, columns]
 * @throws InputError for NaN, a shape of another size, or a wrong number of labels
 */
export function image(pixels: NumberInput, options: ImageOptions = {}): Figure {
  const where = "image";
  checkPlotOptions(where, options, OPTIONS);
  const { values, shape } = readShaped(where, "pixels", pixels, options.shape);
  if (shape.length !== 2 && shape.length !== 3) {
    throw new InputError(
      `${where}, pixels: found the shape [${shape.join(", ")}], expected [rows, columns] or [images, rows, columns].`,
    );
  }
  const [rows, columns] = shape.slice(-2);
  const count = shape.length === 3 ? shape[0] : 1;
  if (options.labels !== undefined) {
    checkNames(`${where}, labels`, options.labels, count, "image", ["string", "number"]);
  }
  const labels = options.labels?.map(String);
  const size = rows * columns;
  const tiles = {
    count,
    field: [rows, columns] as const,
    grid: count <= 10 ? ([1, count] as const) : squareGrid(count),
    at: (tile: number, index: number) => values[tile * size + index],
    range: readRange(where, options.range, values),
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
