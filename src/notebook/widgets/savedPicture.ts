import { escapeHtml } from "../../plot/escape.js";
import type { Figure } from "../../plot/figure.js";
import { toSvg } from "../../plot/static/svg.js";
import { type MimeBundle, Output } from "../display.js";
import { pictureOf } from "../figureBundle.js";
import { SettledPicture } from "../settledPicture.js";

/**
 * A widget's last figure as a picture in the notebook file, for readers without a kernel, who see no widget. The widget
 * hides the picture.
 */
export class SavedPicture {
  readonly #output = new Output();
  readonly #picture = new SettledPicture(this.#output);
  readonly #key: string;

  /** @param key the key of the figure's widget */
  constructor(key: string) {
    this.#key = key;
  }

  /** Reserves a place in the running cell's output. */
  hold(): void {
    this.#output.send({ "text/html": "", "text/plain": "" });
  }

  /** Saves it now. @param standing the values of the controls, if there are any */
  save(figure: Figure, standing = ""): Promise<void> {
    return this.#picture.now(() => this.#bundle(figure, standing));
  }

  /** Saves it once there are no further changes for a while. */
  saveLater(figure: Figure, standing = ""): void {
    this.#picture.later(() => this.#bundle(figure, standing));
  }

  async #bundle(figure: Figure, standing: string): Promise<MimeBundle> {
    const svg = await toSvg(figure);
    const caption = standing && `<div>${escapeHtml(`${standing}. Run the cell to move the controls.`)}</div>`;
    return {
      "text/html": `<div data-spiketensor-saved="${this.#key}">${pictureOf(figure, svg)}${caption}</div>`,
      "image/svg+xml": svg,
      "text/plain": `[figure: ${figure.title}${standing && `; ${standing}`}]`,
    };
  }
}
