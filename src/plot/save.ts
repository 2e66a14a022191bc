import { checkText } from "../check/text.js";
import { writeWhole } from "../host/writeWhole.js";
import { checkFigure } from "./checkFigure.js";
import type { Figure } from "./figure.js";
import { type PageContent, toPage } from "./page.js";
import { type PngOptions, toPng } from "./static/png.js";
import { toSvg } from "./static/svg.js";

/**
 * Writes a page that works offline: one figure, several, or a `report`. Missing folders are made, and an existing file
 * is replaced only when the new one is complete.
 * @throws InputError unless it is figures or a report, FileError for a path or disk that cannot be written
 */
export async function saveHtml(content: PageContent, path: string): Promise<void> {
  const file = checkText("saveHtml, path", path, "figures/raster.html");
  await writeWhole(file, [await toPage(content)]);
}

/**
 * Writes a figure as an SVG picture, as {@link saveHtml} writes a page.
 * @throws InputError for anything but a figure, FileError for a path or disk that cannot be written
 */
export async function saveSvg(figure: Figure, path: string): Promise<void> {
  const file = checkText("saveSvg, path", path, "figures/raster.svg");
  checkFigure("saveSvg", figure);
  await writeWhole(file, [await toSvg(figure)]);
}

/**
 * Writes a figure as a PNG picture, as {@link saveHtml} writes a page.
 * @throws InputError for anything but a figure, or a scale that is not positive, FileError for a path or disk that cannot be
 *   written
 */
export async function savePng(figure: Figure, path: string, options: PngOptions = {}): Promise<void> {
  const file = checkText("savePng, path", path, "figures/raster.png");
  checkFigure("savePng", figure);
  await writeWhole(file, [await toPng(figure, options)]);
}
