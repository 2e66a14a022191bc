import type { Dots } from "../figure.js";
import { parseHex } from "../palette.js";
import { pngUri } from "../png.js";
import type { PlacedPanel } from "./panel.js";

/** Image pixels for each pixel of the figure: sharp on high-density screens and in print. */
const density = 2;

/** A large number of dots as one image of the plotting area: rectangles of their size on a transparent background. */
export function dotPicture({ x, y, color, shape, size, width: stroke = 1 }: Dots, panel: PlacedPanel): string {
  const width = Math.round(panel.width * density);
  const height = Math.round(panel.height * density);
  const pixels = new Uint8Array(width * height);
  const isStroke = shape === "stroke";
  const tall = Math.max(1, Math.round((isStroke ? 1 : 0.8) * size * density));
  const wide = Math.max(1, Math.round((isStroke ? stroke : 0.8 * size) * density));
  for (let i = 0; i < x.length; i++) {
    const left = Math.round(panel.toX(x[i]) * density - wide / 2);
    const top = Math.round(panel.toY(y[i]) * density - tall / 2);
    for (let row = Math.max(0, top); row < Math.min(height, top + tall); row++) {
      pixels.fill(1, row * width + Math.max(0, left), row * width + Math.max(0, Math.min(width, left + wide)));
    }
  }
  return pngUri({ width, height, pixels, palette: [parseHex(color)] });
}
