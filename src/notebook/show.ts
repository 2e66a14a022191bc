import { checkFigure } from "../plot/checkFigure.js";
import type { Figure } from "../plot/figure.js";
import { isNotebook, Output } from "./display.js";
import { completeBundle, drawnBundle, shownHere } from "./figureBundle.js";
import { giveLibrary } from "./plotlyLibrary.js";

/** What a script or a terminal prints in place of a figure. */
export function sayNoNotebook(): void {
  console.log('A figure can be shown only in a notebook. Write it to a file with saveHtml(figure, "figure.html").');
}

/**
 * Shows a figure in the running cell's output: drawn by the front end (Plotly's or Vega-Lite's MIME type), by a script
 * (HTML with the local plotly.js), and as a static picture for readers that run no scripts.
 *
 * @throws InputError for any other value
 */
export function show(figure: Figure): void {
  checkFigure("show", figure);
  if (!isNotebook()) {
    sayNoNotebook();
    return;
  }
  const drawn = shownHere(figure);
  if (drawn.renderer === "plotly") giveLibrary();
  const output = new Output();
  output.send(drawnBundle(drawn, output.id));
  // The picture takes a moment, and the next line of the cell need not wait for it.
  void completeBundle(drawn, output.id).then((bundle) => output.send(bundle));
}
