import { requirePackage } from "../host/requirePackage.js";
import type { Rgb } from "./palette.js";

/** An image of palette indices, row by row; index 0 is transparent. */
interface IndexedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Colors of the indices from 1 on. */
  readonly palette: readonly Rgb[];
}

/** A PNG as a data URI: one byte per pixel before compression. */
export function pngUri(image: IndexedImage): string {
  const palette = [[0, 0, 0, 0], ...image.palette.map(([r, g, b]) => [r, g, b, 255])];
  // Loaded on first use, as it takes as long as a small simulation.
  const { encode } = requirePackage<typeof import("fast-png")>("fast-png");
  const bytes = encode({
    width: image.width,
    height: image.height,
    data: image.pixels,
    depth: 8,
    channels: 1,
    palette,
  });
  return `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
}
