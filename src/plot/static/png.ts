import { checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import type { Figure } from "../figure.js";
import { fontPath } from "../font.js";
import { toSvg } from "./svg.js";

export interface PngOptions {
  /** Pixels of the picture for each pixel of the figure; 2 by default. */
  readonly scale?: number;
  /** A CSS color; transparent by default. */
  readonly background?: string;
}

const OPTIONS = optionsOf<PngOptions>({ scale: true, background: true });

/**
 * Draws a figure as a PNG picture, without a browser and with a font of its own, so that it looks the same on a machine
 * without any.
 * @throws InputError for a scale that is not positive
 */
export async function toPng(figure: Figure, options: PngOptions = {}): Promise<Uint8Array> {
  const where = "toPng";
  checkOptions(where, options, OPTIONS);
  const scale = realNumber(`${where}, scale`, options.scale ?? 2, { least: 0, above: true });
  const svg = squarePixels(await toSvg(figure));
  const { Resvg } = await import("@resvg/resvg-js");
  const picture = new Resvg(svg, {
    font: { fontFiles: [fontPath()], defaultFontFamily: "Arimo", loadSystemFonts: needsSystemFonts(svg) },
    fitTo: { mode: "zoom", value: scale },
    ...(options.background && { background: options.background }),
  });
  return picture.render().asPng();
}

/** resvg knows the older of the two CSS values that Vega writes for pictures that must not be smoothed. */
function squarePixels(svg: string): string {
  return svg.replaceAll("image-rendering: pixelated;", "");
}

/** Words in a script that our font lacks: then whatever the machine has may help. */
function needsSystemFonts(svg: string): boolean {
  const text = svg.replace(/<[^>]*>/g, "");
  return /[^\u0020-\u00ff\u0391-\u03c9\u2013-\u2032\u2070-\u209c\u20ac\u2126\u2190-\u2193\u2202-\u2265\s]/.test(text);
}
