import { randomUUID } from "node:crypto";
import { nameOf } from "../check/names.js";
import { InputError } from "../errors.js";
import { denoDisplay } from "../host/denoKernel.js";
import { currentCell } from "../host/kernel.js";

/** Representations of one thing by MIME type; the front end draws the richest that it knows. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Where displays of the running cell go; undefined outside a notebook. */
const display = () => currentCell() ?? denoDisplay();

/** A place in a cell's output: the first bundle appears there, each further one replaces it. */
export class Output {
  /** Unique among all outputs; Jupyter's `display_id`. */
  readonly id = randomUUID();
  #isShown = false;

  /** Sends a bundle; nothing outside a notebook. */
  send(data: MimeBundle, metadata: Readonly<Record<string, unknown>> = {}): void {
    display()?.({ data, metadata, transient: { display_id: this.id } }, this.#isShown);
    this.#isShown = true;
  }
}

/** Whether this process is a kernel that runs cells: tslab, or Deno's own. */
export function isNotebook(): boolean {
  return display() !== undefined;
}

/** Shows LaTeX, such as `model.latex`, as a displayed equation; outside a notebook, as its source. @throws InputError for no text */
export function latex(text: string): void {
  if (typeof text !== "string")
    throw new InputError(`latex: found ${nameOf(text)}, expected a text, such as model.latex.`);
  if (isNotebook()) new Output().send({ "text/latex": `$$${text}$$`, "text/plain": text });
  else console.log(text);
}
