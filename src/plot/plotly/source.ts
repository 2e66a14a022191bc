import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PackageError } from "../../errors.js";

/** The page's copy of Plotly: "inline" embeds the installed one (2.6 MB), `url` loads it from there. */
export type PlotlySource = "inline" | { readonly url: string };

let packed: Buffer | undefined;

/** The installed plotly.js, gzipped to a fifth of its size. */
export function packedPlotly(): Buffer {
  if (packed === undefined) {
    packed = process.getBuiltinModule("node:zlib").gzipSync(readFileSync(pathOfPlotly()), { level: 9 });
  }
  return packed;
}

function pathOfPlotly(): string {
  try {
    return createRequire(import.meta.url).resolve("plotly.js-dist");
  } catch {
    throw new PackageError("plotly.js-dist", "Pages with figures", "not installed");
  }
}

/** An HTML fragment that loads Plotly once for its page; figures of the page wait for it. */
export function plotlyScript(source: PlotlySource): string {
  return `<script>
window.Plotly || window.plotlyIsLoading || (async () => {
  window.plotlyIsLoading = true;
  const script = document.createElement("script");
  ${source === "inline" ? unpacking() : loading(source.url)}
  document.head.appendChild(script);
})();
</script>`;
}

const unpacking =
  () => `const bytes = Uint8Array.from(atob("${packedPlotly().toString("base64")}"), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  script.text = await new Response(stream).text();`;

/** If a source cannot be reached, the next figure may try again. */
const loading = (url: string) => `script.src = ${JSON.stringify(url).replaceAll("<", "\\u003c")};
  script.onerror = () => { window.plotlyIsLoading = false; };`;
