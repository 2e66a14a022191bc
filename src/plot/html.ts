import { checkFlag } from "../check/flag.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { sha256 } from "../host/digest.js";
import type { Figure } from "./figure.js";
import { frame } from "./frame.js";
import { type PlotlySource, plotlyScript } from "./plotly/source.js";
import { toPlotly } from "./plotly/toPlotly.js";
import { toSvg } from "./static/svg.js";

interface HtmlOptions {
  /**
   * Where Plotly comes from: "inline" (2.6 MB in this fragment), `{ url }`, or "global" (the default): the page
   * provides it, for example with `plotlyScript`, and the figure waits for it.
   */
  readonly plotly?: PlotlySource | "global";
  /** Whether to show the static picture until the script has drawn, or if scripts do not run; true by default. */
  readonly picture?: boolean;
}

const OPTIONS = optionsOf<HtmlOptions>({ plotly: true, picture: true });

/**
 * A figure as an HTML fragment that draws itself with Plotly; a figure for Vega-Lite becomes its SVG picture.
 * @throws InputError for an unknown option or source
 */
export async function toHtml(figure: Figure, options: HtmlOptions = {}): Promise<string> {
  const where = "toHtml";
  checkOptions(where, options, OPTIONS);
  const source = options.plotly ?? "global";
  if (source !== "global" && source !== "inline" && typeof source?.url !== "string") {
    throw new InputError(`${where}, plotly: found ${nameOf(source)}, expected "inline", "global" or { url }.`);
  }
  const { picture: hasPicture = true } = options;
  checkFlag(`${where}, picture`, hasPicture);
  if (figure.renderer === "vega-lite") return scrolling("", await toSvg(figure));
  const json = JSON.stringify(toPlotly(figure)).replaceAll("<", "\\u003c");
  const key = sha256([json]).slice(0, 16);
  const { width, height } = frame(figure);
  const picture = hasPicture ? await toSvg(figure) : "";
  const place = scrolling(` data-spiketensor="${key}" style="width:${width}px;height:${height}px"`, picture);
  return `${source === "global" ? "" : plotlyScript(source)}${place}<script>${drawing(key, json)}</script>`;
}

const scrolling = (attributes: string, content: string) =>
  `<div style="overflow-x:auto"><div${attributes}>${content}</div></div>`;

/** Draws every undrawn element of this figure as soon as Plotly has loaded; gives up after half a minute. */
const drawing = (key: string, json: string) => `(() => {
  const figure = ${json};
  const draw = (patience) => {
    if (!window.Plotly) return patience > 0 && setTimeout(draw, 50, patience - 1);
    for (const place of document.querySelectorAll('[data-spiketensor="${key}"]:not(.js-plotly-plot)')) {
      place.replaceChildren();
      window.Plotly.newPlot(place, figure.data, figure.layout, figure.config);
    }
  };
  draw(600);
})();`;
