import { checkFlag } from "../../check/flag.js";
import { checkOptions, nameOf, optionsOf } from "../../check/names.js";
import { wholeNumber } from "../../check/wholeNumber.js";
import { InputError } from "../../errors.js";
import { positiveTime } from "../../plot/input.js";
import type { Quantity } from "../../units/quantity.js";
import { ms } from "../../units/units.js";
import type { Control, Place } from "./control.js";
import {
  box,
  intSlider,
  link,
  button as openButton,
  checkbox as openCheckbox,
  dropdown as openDropdown,
  player,
} from "./ipywidgets.js";

const same = (name: string) => name;

export interface DropdownOptions<T> {
  /** The initial choice; the first one by default. */
  readonly value?: T;
}

/**
 * A drop-down list: `dropdown(["euler", "rk4"])`.
 * @throws InputError without choices, for choices other than texts and numbers, and for a value that is not among them
 */
export function dropdown<const T extends string | number>(
  choices: readonly T[],
  options: DropdownOptions<T> = {},
): Control<T> {
  const where = "dropdown";
  checkOptions(where, options, optionsOf<DropdownOptions<T>>({ value: true }));
  const isChoice = (choice: unknown) => typeof choice === "string" || typeof choice === "number";
  const given: unknown = choices;
  if (!Array.isArray(given) || given.length === 0 || !given.every(isChoice)) {
    throw new InputError(`${where}: found ${nameOf(choices)}, expected texts or numbers such as ["euler", "rk4"].`);
  }
  const index = options.value === undefined ? 0 : choices.indexOf(options.value);
  if (index < 0) {
    throw new InputError(`${where}, value: found ${nameOf(options.value)}, expected one of ${choices.join(", ")}.`);
  }
  const build = ({ widgets, name, look, moved }: Place) => {
    const view = openDropdown(widgets, { description: name, _options_labels: choices.map(String), index }, look);
    view.onChange = moved;
    const value = () => choices[Number(view.state.index)] ?? choices[index];
    return { view, inputs: [view], value, text: () => String(value()) };
  };
  return { kind: "control", initial: choices[index], label: same, build };
}

/**
 * A checkbox.
 * @throws InputError for an initial value other than true and false
 */
export function checkbox(initial = false): Control<boolean> {
  checkFlag("checkbox", initial);
  const build = ({ widgets, name, look, moved }: Place) => {
    const view = openCheckbox(widgets, { description: name, value: initial }, look);
    view.onChange = moved;
    const value = () => view.state.value === true;
    return { view, inputs: [view], value, text: () => (value() ? "yes" : "no") };
  };
  return { kind: "control", initial, label: same, build };
}

/** A button; its value is the number of times it has been pressed. */
export function button(): Control<number> {
  const build = ({ widgets, name, moved }: Place) => {
    let presses = 0;
    const view = openButton(widgets, { description: name }, { layout: { width: "max-content" } });
    view.onCustom = ({ event }) => {
      if (event !== "click") return;
      presses += 1;
      return moved();
    };
    return { view, inputs: [view], value: () => presses, text: () => `pressed ${presses} times` };
  };
  return { kind: "control", initial: 0, label: same, build };
}

export interface PlayOptions {
  /** Time between two frames; `ms(100)` by default. */
  readonly interval?: Quantity<"time", number>;
  /** The frame that is shown at first; 0 by default. Where no kernel runs, it is the one that is seen. */
  readonly value?: number;
}

/**
 * An animation control: buttons to play and to stop, and a slider over the frames. Its value is the current frame, from
 * 0.
 * @throws InputError if `frames` is not a whole number from 1, the interval is not a time above 0, or the value is not a frame
 */
export function play(frames: number, options: PlayOptions = {}): Control<number> {
  const where = "play";
  checkOptions(where, options, optionsOf<PlayOptions>({ interval: true, value: true }));
  const max = wholeNumber(`${where}, frames`, frames, 1) - 1;
  const interval = Math.ceil(positiveTime(`${where}, interval`, options.interval ?? ms(100)));
  const initial = wholeNumber(`${where}, value`, options.value ?? 0, 0, max);
  const build = ({ widgets, name, look, moved }: Place) => {
    const range = { min: 0, max, step: 1, value: initial };
    // Beside the keys a slider has no length of its own.
    const grown = { ...look, layout: { ...look.layout, flex: "1 1 auto" } };
    const time = intSlider(widgets, { ...range, description: name, readout_format: "d" }, grown);
    const keys = player(widgets, { ...range, interval });
    link(widgets, keys, time, "value");
    time.onChange = ({ value }) => (value === undefined ? undefined : moved());
    const view = box(widgets, "HBox", [keys, time], { layout: look.layout });
    const value = () => Math.round(Number(time.state.value));
    return { view, inputs: [keys, time], value, text: () => String(value()) };
  };
  return { kind: "control", initial, label: same, build };
}
