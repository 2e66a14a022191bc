/**
 * The main notebook in JupyterLab, in its full sizes: small ones would be trained before anybody could press stop. The
 * training is stopped after a moment; what has been learned until then is assigned and tested by the cells below.
 */
import { testInJupyterLab } from "./labSuite.js";

await testInJupyterLab({ source: "notebooks/eth.ipynb", longCell: "fields.update()", figures: 10 });
