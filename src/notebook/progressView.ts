import { styleText } from "node:util";
import type cliProgress from "cli-progress";
import { requirePackage } from "../host/requirePackage.js";
import { isNotebook, Output } from "./display.js";
import { progressHtml } from "./progressHtml.js";
import { fraction, type ProgressState, progressText } from "./progressState.js";
import { BarWidget } from "./widgets/barWidget.js";
import { kernelWidgets } from "./widgets/kernelWidgets.js";

/** Where a progress is drawn. */
export interface ProgressView {
  draw(state: ProgressState): void;
  end(state: ProgressState): void;
}

class NotebookView implements ProgressView {
  readonly #output = new Output();
  /** Undefined in a kernel without widgets. */
  readonly #widget: BarWidget | undefined;
  #flushed = true;

  constructor(state: ProgressState) {
    const kernel = kernelWidgets();
    this.#widget = kernel && new BarWidget(kernel.widgets, this.#output.id);
    this.#send(state);
  }

  #send(state: ProgressState): void {
    const html = `<div data-spiketensor-bar="${this.#output.id}">${progressHtml(state)}</div>`;
    this.#output.send({ "text/html": html, "text/plain": progressText(state) });
  }

  draw(state: ProgressState): void {
    // A loop that never yields cannot send: some of what it queued would be lost, and it might hang the client.
    if (!this.#flushed) return;
    this.#flushed = false;
    setImmediate(() => {
      this.#flushed = true;
    });
    this.#send(state);
    this.#widget?.draw(() => progressHtml(state), state.phase);
  }

  end(state: ProgressState): void {
    this.#send(state);
    this.#widget?.end(progressHtml(state));
  }
}

/** Loaded for the first bar only: scripts without one need not wait for it. */
const library = () => requirePackage<typeof cliProgress>("cli-progress");

const DONE = "█";
const BAR_SIZE = 24;
/** A shorter bar is of no use. */
const LEAST_BAR_SIZE = 8;

/** The text, shortened if necessary, after a bar that fills the remaining width. */
function terminalLine(options: cliProgress.Options, progress: number, state: ProgressState): string {
  const columns = process.stderr.columns || 80;
  const text = progressText(state, columns - 2 - LEAST_BAR_SIZE);
  const barsize = Math.min(BAR_SIZE, columns - 2 - text.length);
  if (barsize < LEAST_BAR_SIZE) return progressText(state, columns - 1);
  return `${painted(library().Format.BarFormat(progress, { ...options, barsize }), state)} ${text}`;
}

/** stderr for cli-progress, which would cut a line short, as it counts color codes as columns. */
const uncut = Object.create(null, {
  isTTY: { get: () => process.stderr.isTTY },
  columns: { get: () => 1000 },
  write: { value: (text: string) => process.stderr.write(text) },
}) as NodeJS.WriteStream;

const COLORS = { running: "cyan", paused: "yellow", finished: "green", stopped: "yellow", left: "yellow" } as const;

/** In color if the terminal supports it and NO_COLOR is not set. */
function painted(bar: string, { phase }: ProgressState): string {
  if (!process.stderr.hasColors?.()) return bar;
  const end = bar.lastIndexOf(DONE) + 1;
  return styleText(COLORS[phase], bar.slice(0, end)) + styleText("gray", bar.slice(end));
}

class TerminalView implements ProgressView {
  readonly #bar = new (library().SingleBar)({
    format: (options, { progress }, { state }: { state: ProgressState }) => terminalLine(options, progress, state),
    barsize: BAR_SIZE,
    barCompleteChar: DONE,
    barIncompleteChar: "░",
    hideCursor: null,
    gracefulExit: false,
    linewrap: true,
    stream: uncut,
  });

  constructor(state: ProgressState) {
    this.#bar.start(1, 0, { state });
  }

  draw(state: ProgressState): void {
    this.#bar.update(fraction(state) ?? 0, { state });
  }

  end(state: ProgressState): void {
    this.draw(state);
    this.#bar.stop();
  }
}

/** A bar in the running cell's output, or a line on a terminal's stderr; nothing if stderr is a file. */
export function openProgressView(state: ProgressState): ProgressView {
  return isNotebook() ? new NotebookView(state) : new TerminalView(state);
}
