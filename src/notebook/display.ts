import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { denoDisplay } from "../host/denoKernel.js";
import { currentCell } from "../host/kernel.js";

/** Representations of the same content by MIME type; the front end shows the richest one that it supports. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Sends displays to the running cell; undefined outside a notebook. */
const display = () => currentCell() ?? denoDisplay();

/** A place in a cell's output: the first bundle appears there, and each later one replaces it. */
export class Output {
  /** Unique among all outputs; Jupyter's `display_id`. */
  readonly id = crypto.randomUUID();
  #isShown = false;

  /** Sends a bundle; does nothing outside a notebook. */
  send(data: MimeBundle, metadata: Readonly<Record<string, unknown>> = {}): void {
    display()?.({ data, metadata, transient: { display_id: this.id } }, this.#isShown);
    this.#isShown = true;
  }
}

/** Whether this process is a kernel that runs cells: tslab, or Deno's own. */
export function isNotebook(): boolean {
  return display() !== undefined;
}

/**
 * Shows LaTeX, such as `model.latex`, as a displayed equation, or its source outside a notebook. @throws InputError for
 * other values
 */
export function latex(text: string): void {
  if (typeof text !== "string")
    throw new InputError(`latex: found ${nameOf(text)}, expected a text, such as model.latex.`);
  if (isNotebook()) new Output().send({ "text/latex": `$$${text}$$`, "text/plain": text });
  else console.log(text);
}
