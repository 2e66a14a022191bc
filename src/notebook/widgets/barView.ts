/**
 * The front-end part of a progress bar's widget, as an anywidget module without a view: it writes into the bar that the
 * notebook displays. Where the notebook displays the bar anew by itself, it stops, as displays are the faster way.
 */
export const barView = `
function initialize({ model }) {
  const known = new Set();
  const written = new WeakMap();
  const write = () => {
    const html = model.get("html");
    const bars = [...document.querySelectorAll('[data-spiketensor-bar="' + model.get("key") + '"]')];
    const isReplaced = bars.some((bar) => !known.has(bar)) && [...known].some((bar) => !bar.isConnected);
    if (isReplaced) return stop();
    for (const bar of bars) {
      known.add(bar);
      if (html === "" || written.get(bar) === html) continue;
      bar.innerHTML = html;
      written.set(bar, html);
    }
  };
  // A cell may come into the document later.
  const timer = setInterval(write, 500);
  const stop = () => {
    clearInterval(timer);
    model.off("change:html", write);
    known.clear();
  };
  model.on("change:html", write);
  write();
  model.send({ here: true });
  return stop;
}

export default { initialize };
`;
