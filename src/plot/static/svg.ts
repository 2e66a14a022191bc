import { createHash } from "node:crypto";
import type { Spec } from "vega";
import type { TopLevelSpec } from "vega-lite";
import type { Figure } from "../figure.js";
import { vegaSpec } from "./vegaSpec.js";

/** Draws a figure as a standalone SVG picture with a transparent background, without a browser. */
export async function toSvg(figure: Figure): Promise<string> {
  // Loaded on first use: Vega takes a quarter of a second that a script without pictures need not wait.
  const { parse, View, Warn } = await import("vega");
  const spec = figure.kind === "plotly" ? vegaSpec(figure) : await compiled(figure.spec as unknown as TopLevelSpec);
  const view = new View(parse(spec), { renderer: "none", logLevel: Warn });
  const svg = await view.toSVG();
  view.finalize();
  return uniqueIds(svg);
}

async function compiled(spec: TopLevelSpec): Promise<Spec> {
  const { compile } = await import("vega-lite");
  return compile(spec).spec;
}

/** Vega numbers its clip paths and gradients from 0 in every picture; several pictures in a page need ids of their own. */
function uniqueIds(svg: string): string {
  const key = createHash("sha256").update(svg).digest("hex").slice(0, 10);
  return svg
    .replace(/ id="([^"]+)"/g, ` id="$1-${key}"`)
    .replace(/url\(#([^)]+)\)/g, `url(#$1-${key})`)
    .replace(/href="#([^"]+)"/g, `href="#$1-${key}"`);
}
