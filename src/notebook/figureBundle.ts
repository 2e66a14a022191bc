import type { Figure } from "../plot/figure.js";
import { plotlyJson } from "../plot/plotlyJson.js";
import { toPng } from "../plot/static/png.js";
import { toSvg } from "../plot/static/svg.js";
import type { MimeBundle } from "./display.js";
import { plotlyHtml } from "./plotlyHtml.js";

const PLOTLY_MIME = "application/vnd.plotly.v1+json";
const VEGA_LITE_MIME = "application/vnd.vegalite.v5+json";

/** An SVG above this size is mostly points: as PNG it is smaller. */
const SVG_UP_TO = 200_000;

interface Picture {
  readonly mime: "image/svg+xml" | "image/png";
  /** As the mime bundle has it: text, or base64. */
  readonly content: string;
  readonly base64: string;
}

async function pictureOf(figure: Figure): Promise<Picture> {
  const svg = await toSvg(figure);
  if (svg.length <= SVG_UP_TO) {
    return { mime: "image/svg+xml", content: svg, base64: Buffer.from(svg).toString("base64") };
  }
  const base64 = Buffer.from(await toPng(figure, { scale: 1 })).toString("base64");
  return { mime: "image/png", content: base64, base64 };
}

function plain(figure: Figure): string {
  const title = figure.kind === "plotly" ? figure.layout.title.text : figure.spec.title;
  return `[figure: ${typeof title === "string" ? title : JSON.stringify(title)}]`;
}

/**
 * A figure that is about to change. It has no Plotly mime type: JupyterLab's Plotly extension draws an output once and
 * ignores its updates.
 */
export function changingBundle(figure: Figure, id: string): MimeBundle {
  return figure.kind === "plotly"
    ? { "text/html": plotlyHtml(figure, id, ""), "text/plain": plain(figure) }
    : { [VEGA_LITE_MIME]: figure.spec, "text/plain": plain(figure) };
}

/** A figure for every front end that draws it itself, still without its static picture. */
export function drawnBundle(figure: Figure, id: string, picture = ""): MimeBundle {
  return figure.kind === "plotly"
    ? {
        [PLOTLY_MIME]: plotlyJson(figure),
        "text/html": plotlyHtml(figure, id, picture),
        "text/plain": plain(figure),
      }
    : { [VEGA_LITE_MIME]: figure.spec, "text/plain": plain(figure) };
}

/** A figure for every reader of a saved notebook: drawn by the front end, by itself, or static. */
export async function completeBundle(figure: Figure, id: string): Promise<MimeBundle> {
  const { mime, content, base64 } = await pictureOf(figure);
  // An `img` and not the SVG itself: JupyterLab removes SVG from what it does not trust.
  const picture = `<img alt="" src="data:${mime};base64,${base64}" style="max-width:none">`;
  return { ...drawnBundle(figure, id, picture), [mime]: content };
}
