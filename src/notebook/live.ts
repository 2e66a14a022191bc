import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { checkFigure } from "../plot/checkFigure.js";
import type { Figure } from "../plot/figure.js";
import { positiveTime } from "../plot/input.js";
import type { Quantity } from "../units/quantity.js";
import { ms } from "../units/units.js";
import { isNotebook } from "./display.js";
import { openLiveView } from "./liveView.js";
import { sayNoNotebook } from "./show.js";

export interface LiveOptions {
  /** Minimum time between two drawings; `ms(500)` by default. */
  readonly interval?: Quantity<"time">;
}

const OPTIONS = optionsOf<LiveOptions>({ interval: true });

/** A figure that follows changing data. */
export interface LiveFigure {
  /** Reports that the data has changed: the figure is redrawn now, or as soon as the interval is over. */
  update(): void;
}

/**
 * Shows a figure that is redrawn in place, at most once per `interval`, however often `update` is called; the last
 * state is always drawn. Calls in between cost nothing: `draw` runs only for an actual drawing, and never while another
 * one is in progress.
 *
 * ```ts
 * const fields = live(async () => plot.receptiveFields(await sim.state.inputToExc.w.read(), { field: [28, 28] }));
 * for (const { image } of progress(digits)) {
 *   await sim.present({ input: ratesOf(image, { maximum: Hz(63.75) }) }, { duration: ms(350) });
 *   fields.update();
 * }
 * ```
 *
 * @throws InputError if `draw` is not a function or `interval` is not a time above 0; whatever the first `draw` throws
 *   at once
 */
export function live(draw: () => Figure | Promise<Figure>, options: LiveOptions = {}): LiveFigure {
  if (typeof draw !== "function") throw new InputError(`live: found ${nameOf(draw)}, expected a function.`);
  checkOptions("live", options, OPTIONS);
  const interval = positiveTime("live, interval", options.interval ?? ms(500));
  if (!isNotebook()) {
    sayNoNotebook();
    return { update() {} };
  }
  return new NotebookFigure(draw, interval);
}

class NotebookFigure implements LiveFigure {
  readonly #draw: () => Figure | Promise<Figure>;
  readonly #interval: number;
  readonly #view = openLiveView();
  #drawnAt = 0;
  #isDrawing = false;
  /** Whether the data changed while a drawing was in progress. */
  #isStale = false;
  #due: NodeJS.Timeout | undefined;

  constructor(draw: () => Figure | Promise<Figure>, interval: number) {
    this.#draw = draw;
    this.#interval = interval;
    this.#redraw();
  }

  update(): void {
    if (this.#isDrawing) {
      this.#isStale = true;
      return;
    }
    const wait = this.#drawnAt + this.#interval - performance.now();
    if (wait <= 0) this.#redraw();
    else this.#due ??= setTimeout(() => this.#redraw(), Math.ceil(wait));
  }

  #redraw(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const figure = this.#draw();
    const shown = figure instanceof Promise ? this.#showLater(figure) : this.#show(figure);
    if (shown) void this.#finish(shown);
  }

  async #showLater(figure: Promise<Figure>): Promise<void> {
    if (this.#drawnAt === 0) this.#view.hold();
    await this.#show(await figure);
  }

  #show(figure: Figure): Promise<void> | undefined {
    checkFigure("live, what is drawn", figure);
    const shown = this.#view.show(figure);
    // Measured from the end of the drawing, so that slow drawings leave time for the work that they show.
    this.#drawnAt = performance.now();
    return shown;
  }

  /** A rejection is reported like an error in a timer: on the cell's stderr. */
  async #finish(drawing: Promise<void>): Promise<void> {
    this.#isDrawing = true;
    this.#isStale = false;
    try {
      await drawing;
    } finally {
      this.#isDrawing = false;
    }
    if (this.#isStale) this.update();
  }
}
