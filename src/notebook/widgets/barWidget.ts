import { anywidget } from "./anywidget.js";
import { barView } from "./barView.js";
import type { Widget, Widgets } from "./widget.js";

const INTERVAL_MS = 1000;
/** A page that is loaded after the end of a loop still learns of it. */
const KEPT = 20;
const ended: BarWidget[] = [];

/**
 * A progress bar in a page that was loaded anew while its loop runs. JupyterLab drops displays of a cell that was run from
 * an earlier page, but asks for the widgets of a kernel.
 */
export class BarWidget {
  readonly #widget: Widget;
  #isAnswered = false;
  #isDropped = false;
  #sentAt = performance.now();
  #phase = "running";

  /** @param key names the bar in the page: its attribute `data-spiketensor-bar` */
  constructor(widgets: Widgets, key: string) {
    this.#widget = widgets.open({ ...anywidget("Bar", barView), key, html: "" });
    this.#widget.onCustom = () => {
      this.#isAnswered = true;
      if (this.#isDropped) this.#widget.close();
    };
  }

  /** Shows the bar, at most once a second as long as its phase is the same. */
  draw(html: () => string, phase: string): void {
    const now = performance.now();
    if (phase === this.#phase && now - this.#sentAt < INTERVAL_MS) return;
    this.#sentAt = now;
    this.#phase = phase;
    this.#widget.set({ html: html() });
  }

  /** Shows the bar of a loop that has ended. */
  end(html: string): void {
    this.#widget.set({ html });
    ended.push(this);
    if (ended.length <= KEPT) return;
    const [oldest] = ended.splice(0, 1);
    oldest.#drop();
  }

  /** A page complains of a widget that is closed before it was made there. */
  #drop(): void {
    if (this.#isAnswered) this.#widget.close();
    else this.#isDropped = true;
  }
}
