import { styleText } from "node:util";
import type cliProgress from "cli-progress";
import { requirePackage } from "../host/requirePackage.js";
import { isNotebook, Output } from "./display.js";
import { progressHtml } from "./progressHtml.js";
import { fraction, type ProgressState, progressText } from "./progressState.js";

/** Where a progress is drawn. */
export interface ProgressView {
  draw(state: ProgressState): void;
  end(state: ProgressState): void;
}

const bundle = (state: ProgressState) => ({ "text/html": progressHtml(state), "text/plain": progressText(state) });

class NotebookView implements ProgressView {
  readonly #output = new Output();
  #flushed = true;

  constructor(state: ProgressState) {
    this.#output.send(bundle(state));
  }

  draw(state: ProgressState): void {
    // A loop that never yields cannot send: what it queues up is lost in part and may hang the client.
    if (!this.#flushed) return;
    this.#flushed = false;
    setImmediate(() => {
      this.#flushed = true;
    });
    this.#output.send(bundle(state));
  }

  end(state: ProgressState): void {
    this.#output.send(bundle(state));
  }
}

/** Loaded for the first bar: scripts without one need not wait for it. */
const library = () => requirePackage<typeof cliProgress>("cli-progress");

const DONE = "█";
const BAR_SIZE = 24;
/** A shorter bar says nothing. */
const LEAST_BAR_SIZE = 8;

/** The text, shortened where it leaves no room for a bar, and a bar in the room that is left. */
function terminalLine(options: cliProgress.Options, progress: number, state: ProgressState): string {
  const columns = process.stderr.columns || 80;
  const text = progressText(state, columns - 2 - LEAST_BAR_SIZE);
  const barsize = Math.min(BAR_SIZE, columns - 2 - text.length);
  if (barsize < LEAST_BAR_SIZE) return progressText(state, columns - 1);
  return `${painted(library().Format.BarFormat(progress, { ...options, barsize }), state)} ${text}`;
}

/** stderr as cli-progress sees it: it would cut a line in the middle, as it takes the codes of colors for columns. */
const uncut = Object.create(null, {
  isTTY: { get: () => process.stderr.isTTY },
  columns: { get: () => 1000 },
  write: { value: (text: string) => process.stderr.write(text) },
}) as NodeJS.WriteStream;

const COLORS = { running: "cyan", finished: "green", stopped: "yellow", left: "yellow" } as const;

/** In color where the terminal has colors and nobody has asked for none (NO_COLOR). */
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

/** A bar in the running cell's output, or a line on a terminal's stderr; where stderr is a file, nothing. */
export function openProgressView(state: ProgressState): ProgressView {
  return isNotebook() ? new NotebookView(state) : new TerminalView(state);
}
