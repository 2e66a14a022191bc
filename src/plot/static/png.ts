import { checkOptions, optionsOf } from "../../check/names.js";
import { realNumber } from "../../check/realNumber.js";
import { checkText } from "../../check/text.js";
import { InputError } from "../../errors.js";
import { loadPackage } from "../../host/loadPackage.js";
import type { Figure } from "../figure.js";
import { fontPath } from "../font.js";
import { toSvg } from "./svg.js";

export interface PngOptions {
  /** Image pixels for each pixel of the figure; 2 by default. */
  readonly scale?: number;
  /** A CSS color; transparent by default. */
  readonly background?: string;
}

const OPTIONS = optionsOf<PngOptions>({ scale: true, background: true });

/**
 * Draws a figure as a PNG image, without a browser and with a built-in font, so that it looks the same on a machine
 * without fonts.
 * @throws InputError for a scale that gives no pixels or too many, and for anything but a CSS color
 */
export async function toPng(figure: Figure, options: PngOptions = {}): Promise<Uint8Array> {
  const where = "savePng";
  checkOptions(where, options, OPTIONS, { example: "{ scale: 2 }" });
  const { scale = 2, background } = options;
  realNumber(`${where}, scale`, scale, { least: 0, above: true });
  if (background !== undefined) checkText(`${where}, background`, background, "white", "a CSS color");
  const svg = squarePixels(await toSvg(figure));
  const { Resvg } = await loadPackage("@resvg/resvg-js", "PNG pictures", () => import("@resvg/resvg-js"));
  const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } });
  checkPixels(`${where}, scale`, scale, width, height);
  try {
    const picture = new Resvg(svg, {
      font: { fontFiles: [fontPath()], defaultFontFamily: "Arimo", loadSystemFonts: needsSystemFonts(svg) },
      fitTo: { mode: "zoom", value: scale },
      ...(background !== undefined && { background }),
    });
    return picture.render().asPng();
  } catch (error) {
    if (background === undefined) throw error;
    throw new InputError(
      `${where}, background: found "${background}", expected a CSS color such as "white" or "#fff".`,
    );
  }
}

/** As many as fit in 400 MB. If resvg cannot allocate memory, it ends the process. */
const MOST_PIXELS = 1e8;

function checkPixels(where: string, scale: number, width: number, height: number): void {
  const [columns, rows] = [width * scale, height * scale];
  if (columns >= 1 && rows >= 1 && columns * rows <= MOST_PIXELS) return;
  throw new InputError(
    `${where}: found ${scale}, which makes ${Math.floor(columns)} × ${Math.floor(rows)} pixels, expected from 1 × 1 to ` +
      `${MOST_PIXELS} in all. The figure has ${Math.ceil(width)} × ${Math.ceil(height)}.`,
  );
}

/** resvg supports only the older of the two CSS values that Vega writes for images without smoothing. */
function squarePixels(svg: string): string {
  return svg.replaceAll("image-rendering: pixelated;", "");
}

/** Text in a script that our font lacks; the machine's fonts may have it. */
function needsSystemFonts(svg: string): boolean {
  const text = svg.replace(/<[^>]*>/g, "");
  return /[^\u0020-\u00ff\u0391-\u03c9\u2013-\u2032\u2070-\u209c\u20ac\u2126\u2190-\u2193\u2202-\u2265\s]/.test(text);
}
