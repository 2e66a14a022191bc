/** Synthetic figures of every kind in JupyterLab: SVG, WebGL, Vega-Lite, live ones. */
import { testInJupyterLab } from "./labSuite.js";

await testInJupyterLab({
  source: "test/notebooks/figures.ipynb",
  longCell: "Long enough to be stopped",
  figures: 4,
});
