import type { Figure } from "../plot/figure.js";
import { frame } from "../plot/frame.js";
import { toPlotly } from "../plot/plotly/toPlotly.js";
import { LIBRARY_EVENT } from "./plotlyLibrary.js";
import { wordsCss } from "./wordsCss.js";

/**
 * A figure that draws itself in a notebook's page. If scripts run and Plotly is available or about to load, the figure
 * replaces the picture; otherwise (an untrusted output, a saved page, a code host) the picture stays. An update
 * with the same id redraws the existing figure, without flicker and keeping its zoom.
 *
 * @param picture the figure as an `img` element, or ""
 */
export function plotlyHtml(figure: Figure, id: string, picture: string): string {
  const { width, height } = frame(figure);
  const json = JSON.stringify(toPlotly(figure)).replace(/</g, "\\u003c");
  return `<style>${wordsCss}</style><div style="overflow-x:auto"><div data-spiketensor="${id}" style="width:${width}px;height:${height}px">${picture}</div></div>
<script>
(() => {
  const { data, layout, config } = ${json};
  const drawn = (window.spiketensorFigures ??= {});
  const draw = (patience) => {
    const places = document.querySelectorAll('[data-spiketensor="${id}"]');
    if (places.length === 0 && patience > 0) setTimeout(draw, 100, patience - 1);
    for (const place of places) {
      const last = drawn["${id}"];
      const figure = last && !last.isConnected ? last : document.createElement("div");
      place.replaceChildren(figure);
      window.Plotly.react(figure, data, layout, config);
      drawn["${id}"] = figure;
    }
  };
  if (window.Plotly) draw(100);
  else window.addEventListener("${LIBRARY_EVENT}", () => draw(100), { once: true });
})();
</script>`;
}
