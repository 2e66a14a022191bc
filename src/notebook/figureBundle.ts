import { escapeHtml } from "../plot/escape.js";
import type { Figure } from "../plot/figure.js";
import { plotlyJson } from "../plot/plotlyJson.js";
import { toSvg } from "../plot/static/svg.js";
import type { MimeBundle } from "./display.js";
import { plotlyHtml } from "./plotlyHtml.js";

const PLOTLY_MIME = "application/vnd.plotly.v1+json";
const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";

function titleOf(figure: Figure): string {
  const title = figure.kind === "plotly" ? figure.layout.title : figure.spec.title;
  const text: unknown = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  return typeof text === "string" ? text : "figure";
}

/**
 * A figure that is about to change. It has no Plotly mime type: JupyterLab's Plotly extension draws an output once and
 * ignores its updates.
 */
export function changingBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  const drawing =
    figure.kind === "plotly" ? { "text/html": plotlyHtml(figure, id, picture) } : { [VEGA_LITE_MIME]: figure.spec };
  return { ...drawing, "text/plain": `[figure: ${titleOf(figure)}]` };
}

/** A figure for every front end that draws it itself, still without its static picture. */
export function drawnBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  const bundle = changingBundle(figure, id, picture);
  return figure.kind === "plotly" ? { [PLOTLY_MIME]: plotlyJson(figure), ...bundle } : bundle;
}

/** A figure for every reader of a saved notebook: drawn by the front end, by itself, or static. */
export async function completeBundle(figure: Figure, id: string): Promise<MimeBundle> {
  const svg = await toSvg(figure);
  // An `img` and not the SVG itself: JupyterLab removes SVG from what it does not trust.
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  const picture = `<img alt="${escapeHtml(titleOf(figure))}" src="${source}" style="max-width:none">`;
  return { ...drawnBundle(figure, id, picture), "image/svg+xml": svg };
}
