import { nameOf } from "../../check/names.js";
import { InputError } from "../../errors.js";
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

/** The values of controls before any move. */
export function initialValues<C extends Controls>(controls: C): ValuesOf<C> {
  return Object.fromEntries(Object.entries(controls).map(([name, { initial }]) => [name, initial])) as ValuesOf<C>;
}

/** @throws InputError without controls, and for values that are not controls */
export function checkControls(where: string, controls: unknown): asserts controls is Controls {
  const expected = "expected controls by name, such as { tauMem: slider(ms(5), ms(100)) }";
  if (typeof controls !== "object" || controls === null || Object.keys(controls).length === 0) {
    throw new InputError(`${where}: found ${nameOf(controls)}, ${expected}.`);
  }
  for (const [name, control] of Object.entries(controls)) {
    const isControl = typeof control === "object" && control !== null && control.kind === "control";
    if (!isControl) throw new InputError(`${where}, ${name}: found ${nameOf(control)}, ${expected}.`);
  }
}
