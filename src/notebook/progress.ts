import { checkCallback } from "../check/callback.js";
import { checkOptions, nameOf, optionsOf } from "../check/names.js";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { Interrupted, onInterrupt } from "../host/interruption.js";
import { isNotebook } from "./display.js";
import type { ProgressState } from "./progressState.js";
import { openProgressView, type ProgressView } from "./progressView.js";
import { Rate } from "./rate.js";
import { type Controls, checkControls, type ValuesOf } from "./widgets/control.js";
import { Steering } from "./widgets/steering.js";

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

export interface SteeredOptions<C extends Controls> extends ProgressOptions {
  /** Controls that can be moved while the loop runs, by name; shown with a button that pauses it. */
  readonly controls: C;
}

/** The items of a loop, and the controls that steer it. */
export interface SteeredProgress<T, C extends Controls> extends Iterable<T> {
  /**
   * The current values of the controls. While the loop is paused, this resolves when it continues, so a loop can be
   * paused only if it awaits this in each iteration.
   * @throws Interrupted after the stop button
   */
  settings(): Promise<ValuesOf<C>>;
}

const OPTIONS = optionsOf<SteeredOptions<Controls>>({
  total: true,
  done: true,
  label: true,
  postfix: true,
  controls: true,
});

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
 * ```ts
 * for (const { image, label } of progress(digits)) {
 *   vote.observe((await sim.present({ input: image })).exc, label);
 * }
 * ```
 *
 * After the stop button, the loop throws {@link Interrupted} rather than just ending, so that the code after it does
 * not mistake part of the data for all of it. The loop's results so far are kept.
 *
 * With `controls`, a notebook shows them under the bar, with a button to pause the loop. The loop reads their
 * values:
 *
 * ```ts
 * const shown = progress(digits, { controls: { etaPost: slider(0.001, 0.1, { value: 0.01, logarithmic: true }) } });
 * for (const { image } of shown) {
 *   const { etaPost } = await shown.settings();
 *   await sim.state.inputToExc.etaPost.write(etaPost);
 *   …
 * }
 * ```
 *
 * Outside a notebook the controls keep their initial values.
 *
 * @throws InputError for a value that is not iterable, if `total` or `done` is not a whole number from 0, and for values
 *   that are not controls
 * @throws Interrupted from the loop, once the cell was stopped
 */
export function progress<T, const C extends Controls>(
  iterable: Iterable<T>,
  options: SteeredOptions<C>,
): SteeredProgress<T, C>;
export function progress<T>(iterable: Iterable<T>, options?: ProgressOptions): Iterable<T>;
export function progress<T>(
  iterable: Iterable<T>,
  options: ProgressOptions & { readonly controls?: Controls } = {},
): Iterable<T> {
  checkInput(iterable, options);
  const { done = 0, controls } = options;
  const length = lengthOf(iterable);
  const total = options.total ?? (length === undefined ? undefined : length + done);
  // If the cell also shows figures, the bar may come first although the loop is last.
  let place = isNotebook() ? openProgressView(stateOf(options, total)) : undefined;
  const steering = controls && new Steering(controls);
  return {
    [Symbol.iterator]: () => {
      const view = place ?? openProgressView(stateOf(options, total));
      place = undefined;
      return follow(iterable, view, total, options, steering);
    },
    ...(steering && { settings: () => steering.values() }),
  };
}

function checkInput(iterable: unknown, options: ProgressOptions & { readonly controls?: Controls }): void {
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
  if (options.controls !== undefined) checkControls(`${where}, controls`, options.controls);
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
  steering: Steering<Controls> | undefined,
): Generator<T, void> {
  // Excludes the time during which the loop is paused.
  let start = performance.now();
  let pausedAt: number | undefined;
  const rate = new Rate();
  const before = options.done ?? 0;
  let done = 0;
  let drawn = start;
  let isStopped = false;
  let phase: ProgressState["phase"] = "running";
  const state = (): ProgressState => ({
    ...stateOf(options, total),
    done: before + done,
    seconds: ((pausedAt ?? performance.now()) - start) / 1000,
    perSecond: rate.perSecond,
    phase,
  });
  const stopListening = onInterrupt(() => {
    isStopped = true;
    phase = "stopped";
    view.draw(state());
  });
  if (steering) {
    steering.onHold = (isHeld) => {
      const now = performance.now();
      if (isHeld) pausedAt = now;
      else {
        start += now - (pausedAt ?? now);
        pausedAt = undefined;
      }
      phase = isHeld ? "paused" : "running";
      view.draw(state());
    };
  }
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
    steering?.end();
    if (phase === "running") phase = "left";
    view.end(state());
  }
}
