import { currentCell, type WriteDisplay } from "../host/kernel.js";
import { plotlyScript } from "../plot/plotly/source.js";
import { Output } from "./display.js";

/** Fires on the page's window as soon as `Plotly` is available. */
export const LIBRARY_EVENT = "spiketensor:plotly";

/** Long enough for the page to have read the script from the output. */
const WITHDRAW_MS = 1000;

const announcement = `<script>
(function announce() {
  if (window.Plotly) window.dispatchEvent(new Event("${LIBRARY_EVENT}"));
  else setTimeout(announce, 20);
})();
</script>`;

let served: WriteDisplay | undefined;

/**
 * Sends the local plotly.js to the page that shows the running cell, once per cell, as a kernel cannot know whether the
 * page was reloaded. The output is cleared after the script has run, so that no saved notebook contains its 2.6 MB.
 */
export function giveLibrary(): void {
  const cell = currentCell();
  if (cell === undefined || cell === served) return;
  served = cell;
  const output = new Output();
  output.send({ "text/html": plotlyScript("inline") + announcement, "text/plain": "" });
  setTimeout(() => output.send({ "text/html": "", "text/plain": "" }), WITHDRAW_MS);
}
