import type { Look } from "./ipywidgets.js";
import type { Widget, Widgets } from "./widget.js";

/** Where a control is built. */
export interface Place {
  readonly widgets: Widgets;
  /** The control's key in the record. */
  readonly name: string;
  /** With room for the names of all controls. */
  readonly look: Look;
  /** Called when a person has moved the control; the front end holds further moves back until it resolves. */
  readonly moved: () => void | Promise<void>;
}

/** A control that can be moved. */
export interface BuiltControl<T> {
  /** What is shown. */
  readonly view: Widget;
  /** What a person moves. */
  readonly inputs: readonly Widget[];
  value(): T;
  /** The value as a reader sees it, with its unit. */
  text(): string;
}

/** Something that a person can move, made by `slider`, `dropdown`, `checkbox`, `button` or `play`. */
export interface Control<T> {
  readonly kind: "control";
  /** Before anybody has moved it. */
  readonly initial: T;
  /** How long its name is, with the unit. */
  label(name: string): string;
  build(place: Place): BuiltControl<T>;
}

/** Controls by name. */
export type Controls = Readonly<Record<string, Control<unknown>>>;

/** What controls stand at, by name. */
export type ValuesOf<C extends Controls> = { readonly [K in keyof C]: C[K]["initial"] };
