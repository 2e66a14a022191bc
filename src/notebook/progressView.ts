import cliProgress from "cli-progress";
import { type Display, display } from "./display.js";
import { progressHtml } from "./progressHtml.js";
import { fraction, type ProgressState, progressText } from "./progressState.js";

/** Where a progress is drawn. */
export interface ProgressView {
  draw(state: ProgressState): void;
  end(state: ProgressState): void;
}

const bundle = (state: ProgressState) => ({ "text/html": progressHtml(state), "text/plain": progressText(state) });

class NotebookView implements ProgressView {
  readonly #display: Display;
  #flushed = true;

  constructor(shown: Display) {
    this.#display = shown;
  }

  draw(state: ProgressState): void {
    // A loop that never yields cannot send: what it queues up is lost in part and may hang the client.
    if (!this.#flushed) return;
    this.#flushed = false;
    setImmediate(() => {
      this.#flushed = true;
    });
    this.#display.update(bundle(state));
  }

  end(state: ProgressState): void {
    this.#display.update(bundle(state));
  }
}

class TerminalView implements ProgressView {
  readonly #bar = new cliProgress.SingleBar({
    format: "{bar} {text}",
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: null,
    gracefulExit: false,
    linewrap: true,
  });

  constructor(state: ProgressState) {
    this.#bar.start(1, 0, { text: progressText(state) });
  }

  draw(state: ProgressState): void {
    this.#bar.update(fraction(state) ?? 0, { text: progressText(state) });
  }

  end(state: ProgressState): void {
    this.draw(state);
    this.#bar.stop();
  }
}

/** A bar in the running cell's output, or a line on a terminal's stderr; where stderr is a file, nothing. */
export function openProgressView(state: ProgressState): ProgressView {
  const shown = display(bundle(state));
  return shown === undefined ? new TerminalView(state) : new NotebookView(shown);
}
