import { randomUUID } from "node:crypto";
import { currentCell } from "./kernel.js";

/** Representations of one thing by MIME type; the front end draws the richest that it knows. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A place in a cell's output that can be replaced. */
export interface Display {
  update(bundle: MimeBundle, metadata?: Readonly<Record<string, unknown>>): void;
}

/**
 * Sends one mime bundle to the cell that runs, as one output. Returns undefined outside a notebook, where nothing is
 * sent.
 */
export function display(bundle: MimeBundle, metadata: Readonly<Record<string, unknown>> = {}): Display | undefined {
  const id = randomUUID();
  const send = (data: MimeBundle, meta: Readonly<Record<string, unknown>>, update: boolean) =>
    currentCell()?.({ data, metadata: meta, transient: { display_id: id } }, update);
  if (currentCell() === undefined) return undefined;
  send(bundle, metadata, false);
  return { update: (data, meta = {}) => send(data, meta, true) };
}

/** Shows LaTeX, such as `model.latex`, as a displayed equation; outside a notebook, as its source. */
export function latex(text: string): void {
  if (display({ "text/latex": `$$${text}$$`, "text/plain": text }) === undefined) console.log(text);
}
