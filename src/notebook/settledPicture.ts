import type { MimeBundle, Output } from "./display.js";

/** A figure without changes for this long counts as finished. */
const SETTLED_MS = 800;

/**
 * The static picture of a changing figure, drawn once there are no further changes for a while, and never of an
 * outdated state.
 */
export class SettledPicture {
  readonly #output: Output;
  #timer: NodeJS.Timeout | undefined;
  #version = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Draws it now, and sends it unless another one is requested in the meantime. */
  async now(draw: () => Promise<MimeBundle>): Promise<void> {
    clearTimeout(this.#timer);
    this.#version += 1;
    const version = this.#version;
    const bundle = await draw();
    if (version === this.#version) this.#output.send(bundle);
  }

  /** Draws it once the figure has settled. */
  later(draw: () => Promise<MimeBundle>): void {
    this.cancel();
    this.#timer = setTimeout(() => void this.now(draw), SETTLED_MS);
  }

  /** Cancels it, as the figure is about to change. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#version += 1;
  }
}
