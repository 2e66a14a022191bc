import { Interrupted, onInterrupt, yieldToEvents } from "../../host/interruption.js";
import { Output } from "../display.js";
import { type Controls, initialValues, type ValuesOf } from "./control.js";
import { ControlBox } from "./controlBox.js";
import { FigureWidget } from "./figureWidget.js";
import { button as openButton } from "./ipywidgets.js";
import { kernelWidgets } from "./kernelWidgets.js";
import type { Widget, Widgets } from "./widget.js";

const LOOK = { pause: { description: "Pause", icon: "pause" }, goOn: { description: "Go on", icon: "play" } };

/** A pause of a loop. */
interface Hold {
  /** Rejects at the stop button. */
  readonly over: Promise<void>;
  release(): void;
}

/** Controls of a running loop, under a button that pauses it. Outside a notebook they keep their initial values. */
export class Steering<C extends Controls> {
  /** Called when the loop is paused and when it continues. */
  onHold: (isHeld: boolean) => void = () => {};
  readonly #values: () => ValuesOf<C>;
  readonly #inputs: readonly Widget[] = [];
  readonly #button: Widget | undefined;
  #hold: Hold | undefined;

  constructor(controls: C) {
    const kernel = kernelWidgets();
    if (kernel === undefined) {
      const values = initialValues(controls);
      this.#values = () => values;
      return;
    }
    const { widgets } = kernel;
    // The loop reads the values when it needs them.
    const box = new ControlBox(widgets, controls, () => {});
    this.#button = this.#openButton(widgets);
    this.#inputs = [this.#button, ...box.inputs];
    this.#values = () => box.values();
    const words = new FigureWidget(widgets, undefined, this.#inputs);
    new Output().send(box.bundle(widgets, { above: [this.#button], below: [words.widget] }));
  }

  #openButton(widgets: Widgets): Widget {
    const button = openButton(widgets, LOOK.pause, { layout: { width: "max-content" } });
    button.onCustom = ({ event }) => {
      if (event !== "click" || button.state.disabled === true) return;
      if (this.#hold) this.#goOn();
      else this.#pause();
    };
    return button;
  }

  /**
   * The current values of the controls; while the loop is paused, resolves when it continues.
   * @throws Interrupted after the stop button
   */
  async values(): Promise<ValuesOf<C>> {
    // Moves arrive through the event loop.
    await yieldToEvents();
    while (this.#hold) await this.#hold.over;
    return this.#values();
  }

  /** Disables the controls, as the loop has ended. */
  end(): void {
    this.#goOn();
    this.#button?.set(LOOK.pause);
    for (const input of this.#inputs) input.set({ disabled: true });
  }

  #pause(): void {
    let release = () => {};
    const over = new Promise<void>((resolve, reject) => {
      const stopListening = onInterrupt(() => {
        stopListening();
        this.#hold = undefined;
        reject(new Interrupted());
      });
      release = () => {
        stopListening();
        resolve();
      };
    });
    // If the stop comes before the loop waits, nobody awaits this promise.
    over.catch(() => {});
    this.#hold = { over, release };
    this.#button?.set(LOOK.goOn);
    this.onHold(true);
  }

  #goOn(): void {
    if (this.#hold === undefined) return;
    this.#hold.release();
    this.#hold = undefined;
    this.#button?.set(LOOK.pause);
    this.onHold(false);
  }
}
