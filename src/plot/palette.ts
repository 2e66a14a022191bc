import { checkName } from "../check/names.js";
import type { ColorScale } from "./figure.js";

export type Rgb = readonly [number, number, number];

/**
 * Colors that people with any color vision can tell apart. Black and yellow, which are hard to see in a dark or light
 * theme, are replaced by a middle gray.
 * @see Okabe & Ito (2008), Color Universal Design, https://jfly.uni-koeln.de/color/
 */
export const okabeIto = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999"] as const;

const hexes = (codes: string): readonly string[] => codes.split(" ").map((code) => `#${code}`);

/**
 * Ten colors for ten classes, chosen from published sequences for the greatest of the least differences: any two are
 * at least 23 apart (CIEDE2000), and 11 for people without one of the three cones; one of them is gray and none brown.
 * @see Petroff (2021), arXiv:2107.02270; Okabe & Ito (2008); Tol (2021), Colour schemes, SRON/EPS/TN/09-002; Krzywinski
 *   (2020), Color palettes for color blindness
 */
const ten = hexes("1845fb ee7733 009e73 e20134 66ccee aa4499 ddcc77 656364 ee99aa 578dff");

/** Every 16th entry of matplotlib's tables (van der Walt & Smith; Nuñez, Anderton & Renslow 2018 for cividis). */
const stops = {
  viridis: hexes(
    "440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1fa088 28ae80 3fbc73 5ec962 84d44b addc30 d8e219 fde725",
  ),
  cividis: hexes(
    "002051 012b65 11366c 26426e 3c4d6e 51586e 62646f 727071 7f7c75 8c8877 9a9478 a9a177 bbaf71 cebd68 e2cb5c f3da4f fdea45",
  ),
  gray: hexes("000000 ffffff"),
};

/** Scales for magnitudes: equal steps look equal, even in gray and for color-blind people. */
export type MagnitudeScale = keyof typeof stops;

/** @throws InputError for an unknown scale */
export function colorScale(where: string, name: MagnitudeScale): ColorScale {
  checkName(`${where}, colors`, "a color scale", name, Object.keys(stops));
  const colors = stops[name];
  return colors.map((color, i) => [i / (colors.length - 1), color]);
}

export function parseHex(color: string): Rgb {
  const code = Number.parseInt(color.slice(1), 16);
  return [code >> 16, (code >> 8) & 255, code & 255];
}

const hex = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/** The color at position `share` of a scale, from 0 to 1, interpolated linearly between stops. */
export function colorAt(scale: ColorScale, share: number): Rgb {
  const inside = Math.min(1, Math.max(0, share));
  const upper = Math.max(
    1,
    scale.findIndex(([at]) => at >= inside),
  );
  const [from, low] = scale[upper - 1];
  const [to, high] = scale[upper];
  const mix = (inside - from) / (to - from);
  const [a, b] = [parseHex(low), parseHex(high)];
  const part = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * mix);
  return [part(0), part(1), part(2)];
}

/** As many distinct colors as categories: Okabe–Ito up to 7, ten up to 10, cividis samples beyond. */
export function categoryColors(count: number): readonly string[] {
  if (count <= okabeIto.length) return okabeIto.slice(0, count);
  if (count <= ten.length) return ten.slice(0, count);
  const scale = colorScale("categoryColors", "cividis");
  return Array.from({ length: count }, (_, i) => hex(colorAt(scale, i / (count - 1))));
}

/** Black or white, whichever has more contrast with a color. @see WCAG 2.1, relative luminance */
export function inkOn(color: Rgb): string {
  const [r, g, b] = color.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}
