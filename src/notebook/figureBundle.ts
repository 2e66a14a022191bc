import { PackageError } from "../errors.js";
import { currentCell } from "../host/kernel.js";
import { escapeHtml } from "../plot/escape.js";
import type { Figure } from "../plot/figure.js";
import { toPlotly } from "../plot/plotly/toPlotly.js";
import { toPng } from "../plot/static/png.js";
import { toSvg } from "../plot/static/svg.js";
import { toVegaLite } from "../plot/vegaLite/toVegaLite.js";
import { captionOf, VEGA_LITE_MIME } from "../plot/vegaLiteBundle.js";
import type { MimeBundle } from "./display.js";
import { plotlyHtml } from "./plotlyHtml.js";

const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** A figure as the running kernel can show it: only tslab's cells can load Plotly; other kernels use Vega-Lite. */
export const shownHere = (figure: Figure): Figure =>
  currentCell() === undefined ? { ...figure, renderer: "vega-lite" } : figure;

/**
 * A figure that may still change. It has no Plotly MIME type, as JupyterLab's Plotly extension draws an output once and
 * ignores its updates.
 */
export function changingBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  const drawing =
    figure.renderer === "plotly"
      ? { "text/html": plotlyHtml(figure, id, picture) }
      : { [VEGA_LITE_MIME]: toVegaLite(figure) };
  return { ...drawing, "text/plain": captionOf(figure) };
}

/** A figure for every front end that can draw it, without a static picture so far. */
export function drawnBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  const bundle = changingBundle(figure, id, picture);
  return figure.renderer === "plotly" ? { [PLOTLY_MIME]: toPlotly(figure), ...bundle } : bundle;
}

/** A figure as a static picture: an `img` rather than inline SVG, which JupyterLab removes from untrusted outputs. */
export function pictureOf(figure: Figure, svg: string): string {
  return `<img alt="${escapeHtml(figure.title)}" src="${sourceOf(svg)}" style="display:block;max-width:none">`;
}

/** An SVG as the address of an image, to stand between double quotes; a quarter shorter than base64. */
function sourceOf(svg: string): string {
  const quoted = svg.replace(/<[^>]*>/g, (tag) => tag.replace(/="([^"']*)"/g, "='$1'"));
  return `data:image/svg+xml,${quoted.replace(/[^A-Za-z0-9 .,:;=()/'+-]+/g, encodeURIComponent)}`;
}

/** A figure for every reader of a saved notebook: drawn by the front end, by a script, or static. */
export async function completeBundle(figure: Figure, id: string): Promise<MimeBundle> {
  const svg = await toSvg(figure);
  const bundle = { ...drawnBundle(figure, id, pictureOf(figure, svg)), "image/svg+xml": svg };
  return figure.renderer === "vega-lite" && currentCell() !== undefined
    ? { ...bundle, ...(await pngOf(figure)) }
    : bundle;
}

/** JupyterLab adds a PNG to every output of Vega-Lite that has none, and so marks a notebook unsaved when it is opened. */
async function pngOf(figure: Figure): Promise<MimeBundle> {
  try {
    return { "image/png": Buffer.from(await toPng(figure, { scale: 1 })).toString("base64") };
  } catch (error) {
    // An optional package draws it, and the other forms do without.
    if (error instanceof PackageError) return {};
    throw error;
  }
}
