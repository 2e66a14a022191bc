import { currentCell } from "../host/kernel.js";
import { escapeHtml } from "../plot/escape.js";
import type { Figure } from "../plot/figure.js";
import { toPlotly } from "../plot/plotly/toPlotly.js";
import { toSvg } from "../plot/static/svg.js";
import { toVegaLite } from "../plot/vegaLite/toVegaLite.js";
import { captionOf, VEGA_LITE_MIME } from "../plot/vegaLiteBundle.js";
import type { MimeBundle } from "./display.js";
import { plotlyHtml } from "./plotlyHtml.js";

const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** A figure in the form that the running kernel can show: only tslab's cells can load Plotly, elsewhere Vega-Lite draws it. */
export const shownHere = (figure: Figure): Figure =>
  currentCell() === undefined ? { ...figure, renderer: "vega-lite" } : figure;

/**
 * A figure that is about to change. It has no Plotly mime type: JupyterLab's Plotly extension draws an output once and
 * ignores its updates.
 */
export function changingBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  const drawing =
    figure.renderer === "plotly"
      ? { "text/html": plotlyHtml(figure, id, picture) }
      : { [VEGA_LITE_MIME]: toVegaLite(figure) };
  return { ...drawing, "text/plain": captionOf(figure) };
}

/** A figure for every front end that draws it itself, still without its static picture. */
export function drawnBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  const bundle = changingBundle(figure, id, picture);
  return figure.renderer === "plotly" ? { [PLOTLY_MIME]: toPlotly(figure), ...bundle } : bundle;
}

/** A figure as a static picture: an `img` and not the SVG itself, which JupyterLab removes from what it does not trust. */
export function pictureOf(figure: Figure, svg: string): string {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<img alt="${escapeHtml(figure.title)}" src="${source}" style="display:block;max-width:none">`;
}

/** A figure for every reader of a saved notebook: drawn by the front end, by itself, or static. */
export async function completeBundle(figure: Figure, id: string): Promise<MimeBundle> {
  const svg = await toSvg(figure);
  return { ...drawnBundle(figure, id, pictureOf(figure, svg)), "image/svg+xml": svg };
}
