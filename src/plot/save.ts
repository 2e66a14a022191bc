import { checkText } from "../check/text.js";
import { InputError } from "../errors.js";
import { writeWhole } from "../host/writeWhole.js";
import { checkFigure } from "./checkFigure.js";
import type { Figure } from "./figure.js";
import { type PageContent, toPage } from "./page.js";
import { type PngOptions, toPng } from "./static/png.js";
import { toSvg } from "./static/svg.js";

/** The function that writes files with an ending. */
const WRITERS = new Map([
  ["html", "saveHtml"],
  ["htm", "saveHtml"],
  ["svg", "saveSvg"],
  ["png", "savePng"],
]);

/** Endings of other formats. Any other text after a point is part of the name: `figures/run0.5`. */
const OTHERS = ["jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "pdf", "eps", "ps", "json"];

/** @throws InputError for anything but a path, and for an ending that belongs to another format */
function pathFor(call: "saveHtml" | "saveSvg" | "savePng", path: unknown): string {
  const own = call.slice("save".length).toLowerCase();
  const place = `${call}, path`;
  const file = checkText(place, path, `figures/raster.${own}`);
  const ending = /\.(\w+)$/.exec(file)?.[1].toLowerCase() ?? "";
  const writer = WRITERS.get(ending);
  if (writer === call || (writer === undefined && !OTHERS.includes(ending))) return file;
  const advice = writer === undefined ? "There is no function for" : `Use ${writer} for`;
  throw new InputError(`${place}: found "${file}", expected a path that ends in .${own}. ${advice} .${ending} files.`);
}

/**
 * Writes a page that works offline: one figure, several, or a `report`. Missing folders are made, and an existing file
 * is replaced only when the new one is complete.
 * @throws InputError unless it is figures or a report, and for a path of another format, FileError for a path or disk that
 *   cannot be written
 */
export async function saveHtml(content: PageContent, path: string): Promise<void> {
  const file = pathFor("saveHtml", path);
  await writeWhole(file, [await toPage(content)]);
}

/**
 * Writes a figure as an SVG picture, as {@link saveHtml} writes a page.
 * @throws InputError for anything but a figure, and for a path of another format, FileError for a path or disk that cannot
 *   be written
 */
export async function saveSvg(figure: Figure, path: string): Promise<void> {
  const file = pathFor("saveSvg", path);
  checkFigure("saveSvg", figure);
  await writeWhole(file, [await toSvg(figure)]);
}

/**
 * Writes a figure as a PNG picture, as {@link saveHtml} writes a page.
 * @throws InputError for anything but a figure, a path of another format, or a scale that is not positive, FileError for a
 *   path or disk that cannot be written
 */
export async function savePng(figure: Figure, path: string, options: PngOptions = {}): Promise<void> {
  const file = pathFor("savePng", path);
  checkFigure("savePng", figure);
  await writeWhole(file, [await toPng(figure, options)]);
}
