import { type ProgressState, progressText } from "../../notebook/progressState.js";
import { openProgressView, type ProgressView } from "../../notebook/progressView.js";
import { Rate } from "../../notebook/rate.js";

const REDRAW_MS = 100;
/** If the output is a file, each update is a new line. */
export const LINE_MS = 10_000;

/** Prints a line for each update. */
class LineView implements ProgressView {
  draw(state: ProgressState): void {
    console.error(progressText(state));
  }

  end(state: ProgressState): void {
    if (state.phase !== "finished") this.draw(state);
  }
}

/** Shows the progress of long work on stderr: a bar in place on a terminal, else a line every ten seconds. */
export class Meter {
  private readonly start = performance.now();
  private readonly rate: Rate;
  private readonly view: ProgressView;
  private readonly every: number;
  private drawn = this.start;
  private postfix = "";
  private done: number;

  /** @param before what had been done before this work began, and in how many seconds */
  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly unit: string,
    private readonly before = { done: 0, seconds: 0 },
  ) {
    this.done = before.done;
    this.rate = new Rate(before.done > 0 ? before.done / before.seconds : undefined);
    this.every = process.stderr.isTTY ? REDRAW_MS : LINE_MS;
    this.view = process.stderr.isTTY ? openProgressView(this.state("running")) : new LineView();
  }

  /** Cheap enough to call for each digit. */
  update(done: number, postfix?: () => string): void {
    this.done = done;
    const now = performance.now();
    if (now - this.drawn < this.every) return;
    this.drawn = now;
    this.postfix = postfix?.() ?? "";
    this.rate.observe(done - this.before.done, (now - this.start) / 1000);
    this.view.draw(this.state("running"));
  }

  end(): void {
    this.view.end(this.state(this.done === this.total ? "finished" : "stopped"));
  }

  private state(phase: ProgressState["phase"]): ProgressState {
    const { label, unit, done, total, postfix, before } = this;
    const seconds = before.seconds + (performance.now() - this.start) / 1000;
    return { label, unit, done, total, seconds, perSecond: this.rate.perSecond, postfix, phase };
  }
}

/** `accuracy 87.3 %`, or nothing before the first answer. */
export const accuracyPostfix = (accuracy: number | null) => () =>
  accuracy === null ? "" : `accuracy ${(100 * accuracy).toFixed(1)} %`;
