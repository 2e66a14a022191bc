import { writeWhole } from "../host/writeWhole.js";
import type { Figure } from "./figure.js";
import { type PageContent, toPage } from "./page.js";
import { type PngOptions, toPng } from "./static/png.js";
import { toSvg } from "./static/svg.js";

/** Writes a page that opens without a network: one figure, several, or a `report`. */
export async function saveHtml(content: PageContent, path: string): Promise<void> {
  await writeWhole(path, [await toPage(content)]);
}

/** Writes a figure as an SVG picture. */
export async function saveSvg(figure: Figure, path: string): Promise<void> {
  await writeWhole(path, [await toSvg(figure)]);
}

/** Writes a figure as a PNG picture. */
export async function savePng(figure: Figure, path: string, options: PngOptions = {}): Promise<void> {
  await writeWhole(path, [await toPng(figure, options)]);
}
