import type { Look } from "./ipywidgets.js";
import type { Widget, Widgets } from "./widget.js";

/** What a control needs to be built. */
export interface Place {
  readonly widgets: Widgets;
  /** The control's key in the record. */
  readonly name: string;
  /** Styled with room for the names of all controls. */
  readonly look: Look;
  /** Called when the user has moved the control; the front end holds back further moves until it resolves. */
  readonly moved: () => void | Promise<void>;
}

/** A control in the front end. */
export interface BuiltControl<T> {
  /** The widget to show. */
  readonly view: Widget;
  /** The widgets that the user moves. */
  readonly inputs: readonly Widget[];
  value(): T;
  /** The value as text, with its unit. */
  text(): string;
}

/** A control that a user can move, made by `slider`, `dropdown`, `checkbox`, `button` or `play`. */
export interface Control<T> {
  readonly kind: "control";
  /** The value before any move. */
  readonly initial: T;
  /** The name with the unit, as it is displayed. */
  label(name: string): string;
  build(place: Place): BuiltControl<T>;
}

/** Controls by name. */
export type Controls = Readonly<Record<string, Control<unknown>>>;

/** The current values of controls, by name. */
export type ValuesOf<C extends Controls> = { readonly [K in keyof C]: C[K]["initial"] };
