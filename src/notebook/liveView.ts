import type { Figure } from "../plot/figure.js";
import { type MimeBundle, Output } from "./display.js";
import { changingBundle, completeBundle, shownHere } from "./figureBundle.js";
import { giveLibrary } from "./plotlyLibrary.js";
import { SettledPicture } from "./settledPicture.js";
import { FigureWidget } from "./widgets/figureWidget.js";
import { type KernelWidgets, kernelWidgets } from "./widgets/kernelWidgets.js";
import { SavedPicture } from "./widgets/savedPicture.js";

/** The place of a changing figure. */
export interface LiveView {
  /** Reserves a place in the cell's output. */
  hold(): void;
  /** Draws it. If this returns a promise, the next figure must wait for it. */
  show(figure: Figure): Promise<void> | undefined;
}

/**
 * A widget if the front end supports widgets, since it survives a reload of the page; otherwise a display that is
 * replaced.
 */
export function openLiveView(): LiveView {
  const kernel = kernelWidgets();
  return kernel === undefined ? new DisplayView() : new WidgetView(kernel);
}

/** HTML that draws itself, with a picture once the figure has settled. */
class DisplayView implements LiveView {
  readonly #output = new Output();
  readonly #picture = new SettledPicture(this.#output);

  hold(): void {
    this.#output.send({ "text/html": "", "text/plain": "" });
  }

  show(given: Figure): undefined {
    const figure = shownHere(given);
    if (figure.renderer === "plotly") giveLibrary();
    this.#output.send(changingBundle(figure, this.#output.id));
    this.#picture.later(() => completeBundle(figure, this.#output.id));
  }

  /** Shows something else in its place. */
  replace(bundle: MimeBundle): void {
    this.#picture.cancel();
    this.#output.send(bundle);
  }
}

/** How long to wait for a front end to report that it draws widgets. */
const ANSWER_MS = 1500;

/** A display until a front end responds to the first figure; a widget from then on. */
class WidgetView implements LiveView {
  readonly #kernel: KernelWidgets;
  readonly #display = new DisplayView();
  readonly #picture = new Output();
  #isHeld = false;
  #show: ((figure: Figure) => void) | undefined;

  constructor(kernel: KernelWidgets) {
    this.#kernel = kernel;
  }

  hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#display.hold();
    // Of the picture: it comes when the figure rests, when another cell may run already.
    this.#picture.send({ "text/html": "", "text/plain": "" });
  }

  show(figure: Figure): Promise<void> | undefined {
    if (this.#show === undefined) return this.#showFirst(figure);
    this.#show(figure);
  }

  async #showFirst(figure: Figure): Promise<void> {
    this.hold();
    const drawn = new FigureWidget(this.#kernel.widgets, figure, []);
    const late = new Promise<false>((resolve) => setTimeout(resolve, ANSWER_MS, false));
    if (await Promise.race([drawn.isThere, late])) {
      this.#becomeWidget(drawn, figure);
      return;
    }
    // The widget stays open: a busy page answers late, and complains if it finds the widget closed.
    let latest = figure;
    this.#show = (next) => {
      latest = next;
      this.#display.show(next);
    };
    this.#show(figure);
    void drawn.isThere.then(() => {
      if (latest !== figure) drawn.show(latest);
      this.#becomeWidget(drawn, latest);
    });
  }

  #becomeWidget(drawn: FigureWidget, figure: Figure): void {
    this.#display.replace(drawn.bundle());
    const picture = new SavedPicture(drawn.widget.id, this.#picture);
    picture.saveLater(figure);
    this.#show = (next) => {
      drawn.show(next);
      picture.saveLater(next);
    };
  }
}
