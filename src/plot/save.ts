import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import type { Figure } from "./figure.js";
import { type PageContent, toPage } from "./page.js";
import { type PngOptions, toPng } from "./static/png.js";
import { toSvg } from "./static/svg.js";

/** Writes a page that opens without a network: one figure, several, or a `report`. */
export async function saveHtml(content: PageContent, path: string): Promise<void> {
  await write(path, await toPage(content));
}

/** Writes a figure as an SVG picture. */
export async function saveSvg(figure: Figure, path: string): Promise<void> {
  await write(path, await toSvg(figure));
}

/** Writes a figure as a PNG picture. */
export async function savePng(figure: Figure, path: string, options: PngOptions = {}): Promise<void> {
  await write(path, await toPng(figure, options));
}

/** Under a temporary name first, so that a killed run leaves no half picture. */
async function write(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
