import { wordsCss } from "../wordsCss.js";

/**
 * The front-end part of the figure widget, as an anywidget module. It tells the kernel that it exists, draws with the page's
 * Plotly, which the kernel sends if the page has none, and shows a message when the kernel is gone.
 * @see anywidget's front-end module, https://anywidget.dev/en/afm/
 */
export const figureView = `
const plotly = (model) => (window.spiketensorPlotly ??= new Promise((ready) => {
  if (window.Plotly) return ready(window.Plotly);
  model.on("msg:custom", async (content, [packed]) => {
    if (content.library !== "plotly") return;
    if (window.Plotly) return ready(window.Plotly);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.text = await new Response(stream).text();
    document.head.appendChild(script);
    ready(window.Plotly);
  });
  model.send({ ask: "plotly" });
}));

const gone = "The kernel that these controls belong to has ended: run their cell again to move them.";

// The kernel does not know by itself whether anybody draws its widgets.
function initialize({ model }) {
  model.send({ here: true });
}

async function render({ model, el }) {
  const words = document.createElement("div");
  words.className = "spiketensor-words";
  words.setAttribute("role", "status");
  // While this view exists, the picture for readers without a kernel is hidden.
  const style = document.createElement("style");
  style.textContent = '[data-spiketensor-saved="' + model.get("key") + '"] { display: none }';
  el.append(style, words);

  const say = () => {
    words.textContent = model.get("words");
    words.hidden = words.textContent === "";
  };
  model.on("change:words", say);
  say();

  const manager = model.widget_manager;
  const self = await manager.get_model?.(model.get("key"));
  const live = async () => {
    const isLive = self?.comm_live !== false;
    const controls = model.get("controls");
    if (!isLive && controls.length > 0) model.set("words", gone);
    for (const id of controls) {
      const control = await manager.get_model(id);
      control.set("disabled", !isLive);
    }
  };
  model.on("comm_live_update", live);
  if (self?.comm_live === false) await live();

  // Controls of a loop have none.
  if (model.get("figure") === null) return;
  const place = document.createElement("div");
  place.dataset.spiketensor = model.get("key");
  const scroll = document.createElement("div");
  scroll.style.overflowX = "auto";
  scroll.append(place);
  words.before(scroll);
  const Plotly = await plotly(model);
  const draw = () => {
    const { data, layout, config } = model.get("figure");
    // Zoom and hidden lines stay as the user has set them.
    Plotly.react(place, data, { ...layout, uirevision: "kept" }, config);
  };
  model.on("change:figure", draw);
  draw();
  return () => Plotly.purge(place);
}

export default { initialize, render };
`;

export const figureCss = `
${wordsCss}
.spiketensor-words { padding: 4px 8px; border-left: 3px solid #d55e00; white-space: pre-wrap; font-size: 13px; }
`;
