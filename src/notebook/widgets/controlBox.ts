import type { MimeBundle } from "../display.js";
import type { BuiltControl, Controls, ValuesOf } from "./control.js";
import { box, type Layout } from "./ipywidgets.js";
import type { Widget, Widgets } from "./widget.js";

const layout: Layout = { width: "auto", max_width: "640px" };
const PIXELS_A_LETTER = 8;

/** Widgets shown with the controls. */
interface Around {
  readonly above?: readonly Widget[];
  readonly below?: readonly Widget[];
}

/** Named controls, stacked vertically. */
export class ControlBox<C extends Controls> {
  readonly inputs: readonly Widget[];
  readonly #views: readonly Widget[];
  readonly #built: readonly (readonly [string, BuiltControl<unknown>])[];

  /** @param moved called when the user has moved one of them */
  constructor(widgets: Widgets, controls: C, moved: () => void | Promise<void>) {
    const entries = Object.entries(controls);
    const longest = Math.max(...entries.map(([name, control]) => control.label(name).length));
    const look = { layout, style: { description_width: `${PIXELS_A_LETTER * longest + 16}px` } };
    this.#built = entries.map(([name, control]) => [name, control.build({ widgets, name, look, moved })]);
    this.#views = this.#built.map(([, { view }]) => view);
    this.inputs = this.#built.flatMap(([, { inputs }]) => inputs);
  }

  values(): ValuesOf<C> {
    return Object.fromEntries(this.#built.map(([name, control]) => [name, control.value()])) as ValuesOf<C>;
  }

  /** `tauMem 20 ms, iDrive 180 pA` */
  text(): string {
    return this.#built.map(([name, control]) => `${name} ${control.text()}`).join(", ");
  }

  /** A display of the controls between the widgets `above` and `below` them. */
  bundle(widgets: Widgets, { above = [], below = [] }: Around): MimeBundle {
    const all = box(widgets, "VBox", [...above, ...this.#views, ...below]);
    return {
      ...all.view,
      "text/plain": `Controls, which need a running kernel: ${this.text()}`,
    };
  }
}
