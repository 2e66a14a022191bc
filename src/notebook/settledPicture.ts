import type { MimeBundle, Output } from "./display.js";

/** Without further changes for this long, a figure is taken as finished. */
const SETTLED_MS = 800;

/** The static picture of a figure that changes: drawn once nothing has followed for a while, and never of an earlier state. */
export class SettledPicture {
  readonly #output: Output;
  #timer: NodeJS.Timeout | undefined;
  #version = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Draws it now; it is sent unless another has been asked for meanwhile. */
  async now(draw: () => Promise<MimeBundle>): Promise<void> {
    clearTimeout(this.#timer);
    this.#version += 1;
    const version = this.#version;
    const bundle = await draw();
    if (version === this.#version) this.#output.send(bundle);
  }

  /** Draws it when the figure rests. */
  later(draw: () => Promise<MimeBundle>): void {
    this.cancel();
    this.#timer = setTimeout(() => void this.now(draw), SETTLED_MS);
  }

  /** The figure is about to change. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#version += 1;
  }
}
