import { InputError } from "../errors.js";
import type { ColorScale, Dots, Figure, Words } from "./figure.js";
import { positivePair } from "./input.js";
import { newFigure } from "./newFigure.js";
import { colorAt, inkOn } from "./palette.js";
import { pngUri } from "./png.js";
import { axis, transparent } from "./theme.js";

/** Small images of one size in a grid, with one pixel between them. */
export interface Tiles {
  readonly count: number;
  /** Rows and columns of pixels of one image. */
  readonly field: readonly [number, number];
  /** Rows and columns of images. */
  readonly grid: readonly [number, number];
  /** Brightness of pixel `index` (row-major) of image `tile`. */
  readonly at: (tile: number, index: number) => number;
  readonly range: readonly [number, number];
  readonly scale: ColorScale;
}

/** Rows and columns for `count` tiles, as square as possible. */
export function squareGrid(count: number): [number, number] {
  const columns = Math.ceil(Math.sqrt(count));
  return [Math.ceil(count / columns), columns];
}

/** More could not be told apart. */
const MOST_PLACES = 1_000_000;

/** The requested grid, if it has enough room, or a square one. */
export function readGrid(where: string, grid: readonly [number, number] | undefined, count: number) {
  const [rows, columns] = grid === undefined ? squareGrid(count) : positivePair(`${where}, grid`, grid);
  if (grid !== undefined && rows * columns > MOST_PLACES) {
    throw new InputError(`${where}: found a grid of ${rows} × ${columns}, expected at most ${MOST_PLACES} places.`);
  }
  if (rows * columns < count) {
    throw new InputError(
      `${where}: found a grid of ${rows} × ${columns}, expected room for ${count} neurons. Use a larger grid, or leave it out.`,
    );
  }
  return [rows, columns] as const;
}

/**
 * Palette: index 0 is the transparent gap, the others divide the scale evenly. More shades would only increase the
 * size.
 */
const shades = 63;

/** The mosaic's pixel (row, column) at which image `tile` starts; its pixel (r, c) is r below and c to the right. */
export function tileOrigin({ field, grid }: Pick<Tiles, "field" | "grid">, tile: number): [number, number] {
  return [Math.floor(tile / grid[1]) * (field[0] + 1) + 1, (tile % grid[1]) * (field[1] + 1) + 1];
}

export function mosaicSize({ field, grid }: Pick<Tiles, "field" | "grid">): [number, number] {
  return [grid[0] * (field[0] + 1) + 1, grid[1] * (field[1] + 1) + 1];
}

/** All images as one PNG with a palette of 63 shades. */
function mosaic(tiles: Tiles): string {
  const [height, width] = mosaicSize(tiles);
  const [rows, columns] = tiles.field;
  const [low, high] = tiles.range;
  const pixels = new Uint8Array(width * height);
  for (let tile = 0; tile < tiles.count; tile++) {
    const [top, left] = tileOrigin(tiles, tile);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const share = Math.min(1, Math.max(0, (tiles.at(tile, r * columns + c) - low) / (high - low)));
        pixels[(top + r) * width + left + c] = 1 + Math.round(share * (shades - 1));
      }
    }
  }
  const palette = Array.from({ length: shades }, (_, i) => colorAt(tiles.scale, i / (shades - 1)));
  return pngUri({ width, height, pixels, palette });
}

interface TileFigureOptions {
  readonly title: string;
  readonly scaleTitle: string;
  /** The tooltip of each image. */
  readonly hover: readonly string[];
  /** Short text in the upper left corner of each image. */
  readonly labels?: readonly string[];
}

/** One picture, invisible squares for the tooltips, and a color scale. */
export function tileFigure(tiles: Tiles, options: TileFigureOptions): Figure {
  const [height, width] = mosaicSize(tiles);
  const zoom = magnification(Math.max(width, height));
  const origins = Array.from({ length: tiles.count }, (_, tile) => tileOrigin(tiles, tile));
  const pointer: Dots = {
    kind: "dots",
    x: origins.map(([, left]) => left + (tiles.field[1] - 1) / 2),
    y: origins.map(([top]) => top + (tiles.field[0] - 1) / 2),
    color: transparent,
    shape: "square",
    size: Math.round(Math.min(...tiles.field) * zoom * 0.9),
    text: options.hover,
    hover: "{text}",
  };
  const words = options.labels ? cornerLabels(tiles, origins, options.labels, zoom) : [];
  return newFigure({
    title: options.title,
    width: Math.round(width * zoom),
    height: Math.round(height * zoom),
    x: axis("", [-0.5, width - 0.5], { isHidden: true }),
    panels: [
      {
        y: axis("", [height - 0.5, -0.5], { isHidden: true }),
        marks: [{ kind: "picture", source: mosaic(tiles), smooth: zoom < 1 }, pointer, ...words],
      },
    ],
    colorBar: { title: options.scaleTitle, range: tiles.range, scale: tiles.scale },
  });
}

/** Whole magnifications keep pixels square and equal; a large mosaic is limited to 900 pixels. */
function magnification(side: number): number {
  return side > 600 ? Math.min(1, 900 / side) : Math.min(10, Math.floor(600 / side));
}

/** Labels that would be too small to read are left to the tooltips. */
function cornerLabels(
  tiles: Tiles,
  origins: readonly (readonly [number, number])[],
  labels: readonly string[],
  zoom: number,
): Words[] {
  const size = Math.min(14, Math.floor((tiles.field[0] * zoom) / 3));
  if (size < 8) return [];
  // Words are centered: longer ones begin at the same place.
  const half = (word: string) => 0.34 + 0.28 * word.length;
  const x = origins.map(([, left], tile) => left + (size * half(labels[tile])) / zoom);
  const y = origins.map(([top]) => top + (size * 0.62) / zoom);
  return [{ kind: "words", x, y, words: labels, color: inkOn(colorAt(tiles.scale, 0)), size }];
}
