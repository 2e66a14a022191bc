import type { Figure } from "./figure.js";
import { vegaLiteBundle } from "./vegaLiteBundle.js";

type FigureParts = Omit<Figure, "kind" | "width" | "height" | "renderer"> & Partial<Figure>;

/** The method by which Deno's kernel gets the MIME bundle of a cell's last expression. */
const DISPLAY = Symbol.for("Jupyter.display");

/** Enumerable, so that a copy of a figure, `{ ...figure, title }`, shows itself too. */
const shown = {
  [DISPLAY](this: Figure) {
    return vegaLiteBundle(this);
  },
};

/**
 * A figure, by default narrow enough to fit, with its legend, in a notebook next to a file browser on a small screen.
 */
export function newFigure(parts: FigureParts): Figure {
  return { kind: "figure", width: 560, height: 312, renderer: "plotly", ...parts, ...shown };
}
