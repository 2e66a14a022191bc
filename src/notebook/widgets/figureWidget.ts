import type { Figure } from "../../plot/figure.js";
import { packedPlotly } from "../../plot/plotly/source.js";
import { toPlotly } from "../../plot/plotly/toPlotly.js";
import type { MimeBundle } from "../display.js";
import { anywidget } from "./anywidget.js";
import { figureCss, figureView } from "./figureView.js";
import { openLayout } from "./ipywidgets.js";
import type { Widget, Widgets } from "./widget.js";
import type { JsonRecord } from "./wire.js";

/** A figure in the front end that follows the kernel's: drawn once, then updated, keeping its zoom. */
export class FigureWidget {
  readonly widget: Widget;
  /** Resolves when a front end has answered: one that draws widgets. */
  readonly isThere: Promise<true>;

  /**
   * @param figure undefined for a widget with messages only
   * @param controls the widgets that change the figure; disabled once the kernel has ended
   */
  constructor(widgets: Widgets, figure: Figure | undefined, controls: readonly Widget[]) {
    const key = crypto.randomUUID();
    const state = {
      ...anywidget("Figure", figureView),
      _css: figureCss,
      layout: openLayout(widgets).reference,
      key,
      controls: controls.map(({ id }) => id),
      figure: figure === undefined ? null : drawn(figure),
      words: "",
    };
    this.widget = widgets.open(state, key);
    this.isThere = new Promise((resolve) => {
      this.widget.onCustom = ({ ask }) => {
        resolve(true);
        if (ask === "plotly") this.widget.tell({ library: "plotly" }, [packedPlotly()]);
      };
    });
  }

  show(figure: Figure): void {
    this.widget.set({ figure: drawn(figure), ...(this.widget.state.words !== "" && { words: "" }) });
  }

  /** A display of the widget. */
  bundle(): MimeBundle {
    return { ...this.widget.view, "text/plain": "A figure, which needs a running kernel" };
  }

  /** Shows a message under the figure until the next figure is shown. */
  say(words: string): void {
    this.widget.set({ words });
  }
}

const drawn = (figure: Figure): JsonRecord => ({ ...toPlotly(figure) });
