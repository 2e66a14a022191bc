import { decode } from "fast-png";

/**
 * Share of pixels that are not the picture's most frequent color: 0 for a blank picture. A sixteenth of each channel's
 * range counts as one color, so that a gradient or smoothing alone is not a drawing.
 */
export function inkShare(png: Uint8Array): number {
  const { data, width, height, channels } = decode(png);
  const counts = new Map<number, number>();
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const color = ((data[at] >> 4) << 8) | ((data[at + 1] >> 4) << 4) | (data[at + 2] >> 4);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return 1 - Math.max(...counts.values()) / (width * height);
}
