import type { Marker } from "../figure.js";
import { parseHex } from "../palette.js";
import { pngUri } from "../png.js";
import type { Panel } from "./panel.js";

/** Pixels of the picture for each pixel of the figure: sharp on dense screens and in print. */
const density = 2;

/** Very many markers as one picture of the plotting area: squares of the marker's size on a transparent ground. */
export function dots(x: ArrayLike<number>, y: ArrayLike<number>, marker: Marker, panel: Panel): string {
  const width = Math.round(panel.width * density);
  const height = Math.round(panel.height * density);
  const pixels = new Uint8Array(width * height);
  const upright = marker.symbol === "line-ns-open";
  const tall = Math.max(1, Math.round((upright ? 1.4 : 0.8) * marker.size * density));
  const wide = Math.max(1, Math.round((upright ? (marker.line?.width ?? 1) : 0.8 * marker.size) * density));
  for (let i = 0; i < x.length; i++) {
    const left = Math.round(panel.x(x[i]) * density - wide / 2);
    const top = Math.round(panel.y(y[i]) * density - tall / 2);
    for (let row = Math.max(0, top); row < Math.min(height, top + tall); row++) {
      pixels.fill(1, row * width + Math.max(0, left), row * width + Math.max(0, Math.min(width, left + wide)));
    }
  }
  return pngUri({ width, height, pixels, palette: [parseHex(marker.color)] });
}
