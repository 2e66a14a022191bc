import { sha256 } from "../../host/digest.js";
import { loadPackage } from "../../host/loadPackage.js";
import type { Figure } from "../figure.js";
import { fontFamily, fontSize } from "../theme.js";
import { vegaSpec } from "./vegaSpec.js";

/** Draws a figure as a standalone SVG picture with a transparent background, without a browser. */
export async function toSvg(figure: Figure): Promise<string> {
  // Loaded on first use: Vega takes a quarter of a second, which scripts without pictures can save.
  const { parse, View, Warn } = await loadPackage("vega", "SVG and PNG pictures", () => import("vega"));
  const view = new View(parse(vegaSpec(figure)), { renderer: "none", logLevel: Warn });
  const svg = await view.toSVG();
  view.finalize();
  return ownIds(lean(svg));
}

const FONT = ` font-family="${fontFamily}" font-size="${fontSize}px"`;

/** Leaves out what draws nothing: names of Vega's own parts, hidden paths and the font at every text. A tenth to a fifth. */
function lean(svg: string): string {
  const shown = svg.replace(/<path[^>]* d=""[^>]*\/>/g, "");
  const short = shown.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/ (?:class|pointer-events|aria-roledescription)="[^"]*"| opacity="1"/g, "").replaceAll(FONT, ""),
  );
  return short.replace("<svg", `<svg${FONT}`);
}

/**
 * Vega numbers its clip paths and gradients over the life of the process. Renumbering makes the same figure the same
 * text every time, and a key distinguishes several pictures in a page.
 */
function ownIds(svg: string): string {
  const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  const rename = (name: (place: number) => string) =>
    svg.replace(/( id="|url\(#|href="#)([^")]+)/g, (whole, before: string, id: string) =>
      ids.includes(id) ? before + name(ids.indexOf(id)) : whole,
    );
  const key = sha256([rename(String)]).slice(0, 10);
  return rename((place) => `s${key}-${place}`);
}
