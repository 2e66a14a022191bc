import { checkCallback } from "../check/callback.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { Interrupted, onInterrupt } from "../host/interruption.js";
import { isNotebook } from "./display.js";
import type { ProgressState } from "./progressState.js";
import { openProgressView, type ProgressView } from "./progressView.js";
import { Rate } from "./rate.js";

export interface ProgressOptions {
  /** Number of items; by default the iterable's `length` or `size`, if it has one. */
  readonly total?: number;
  /** Items that an earlier run of the loop has processed, where the count starts; 0 by default. */
  readonly done?: number;
  /** Text in front of the count. */
  readonly label?: string;
  /** Text after the count, evaluated at each redraw: `() => "accuracy " + vote.accuracy`. */
  readonly postfix?: () => string;
}

const OPTIONS = optionsOf<ProgressOptions>({ total: true, done: true, label: true, postfix: true });

const REDRAW_MS = 100;

function lengthOf(iterable: object): number | undefined {
  for (const key of ["length", "size"] as const) {
    const value: unknown = Reflect.get(Object(iterable), key);
    if (typeof value === "number") return value;
  }
  return undefined;
}

/**
 * Iterates and shows the progress: count, rate per second, time left and a postfix, in place, at most ten times a
 * second. In a notebook it is a bar in the cell's output, in a terminal a line.
 *
 * ```ts for (const { image, label } of progress(digits)) {
 *   vote.observe((await sim.present({ input: image })).exc, label);
 * }
 * ```
 *
 * After the stop button, the loop throws {@link Interrupted} rather than just ending, so that the code after it does
 * not mistake part of the data for all of it. The loop's results so far are kept.
 *
 * @throws InputError for a value that is not iterable, and if `total` or `done` is not a whole number from 0
 * @throws Interrupted from the loop, once the cell was stopped
 */
export function progress<T>(iterable: Iterable<T>, options: ProgressOptions = {}): Iterable<T> {
  checkInput(iterable, options);
  const { done = 0 } = options;
  const length = lengthOf(iterable);
  const total = options.total ?? (length === undefined ? undefined : length + done);
  // If the cell also shows figures, the bar may come first although the loop is last.
  let place = isNotebook() ? openProgressView(stateOf(options, total)) : undefined;
  return {
    [Symbol.iterator]: () => {
      const view = place ?? openProgressView(stateOf(options, total));
      place = undefined;
      return follow(iterable, view, total, options);
    },
  };
}

function checkInput(iterable: unknown, options: ProgressOptions): void {
  const where = "progress";
  if (typeof Object(iterable)[Symbol.iterator] !== "function") {
    throw new InputError(`${where}: found ${nameOf(iterable)}, expected an array or another iterable.`);
  }
  checkOptions(where, options, OPTIONS);
  const { total, done = 0, label = "", postfix } = options;
  wholeNumber(`${where}, done`, done, 0);
  if (total !== undefined) wholeNumber(`${where}, total`, total, done);
  if (typeof label !== "string") throw new InputError(`${where}, label: found ${nameOf(label)}, expected a text.`);
  checkCallback(`${where}, postfix`, postfix);
}

/** The state before the first item. */
function stateOf({ label = "", postfix, done = 0 }: ProgressOptions, total: number | undefined): ProgressState {
  return {
    label,
    done,
    earlier: done,
    total,
    seconds: 0,
    perSecond: undefined,
    postfix: postfix?.() ?? "",
    phase: "running",
  };
}

function* follow<T>(
  iterable: Iterable<T>,
  view: ProgressView,
  total: number | undefined,
  options: ProgressOptions,
): Generator<T, void> {
  const start = performance.now();
  const rate = new Rate();
  const before = options.done ?? 0;
  let done = 0;
  let drawn = start;
  let isStopped = false;
  let phase: ProgressState["phase"] = "running";
  const state = (): ProgressState => ({
    ...stateOf(options, total),
    done: before + done,
    seconds: (performance.now() - start) / 1000,
    perSecond: rate.perSecond,
    phase,
  });
  const stopListening = onInterrupt(() => {
    isStopped = true;
    phase = "stopped";
    view.draw(state());
  });
  try {
    for (const item of iterable) {
      if (isStopped) throw new Interrupted(`Stopped by the user after ${done} items`);
      yield item;
      done += 1;
      const now = performance.now();
      if (now - drawn < REDRAW_MS) continue;
      drawn = now;
      rate.observe(done, (now - start) / 1000);
      view.draw(state());
    }
    phase = "finished";
  } finally {
    stopListening();
    if (phase === "running") phase = "left";
    view.end(state());
  }
}
