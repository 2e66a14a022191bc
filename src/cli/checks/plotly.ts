import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Check } from "./check.js";

/** The drawing library of the figures. */
export function plotlyCheck(packageRoot: string): Check {
  return {
    name: "Plotly",
    required: true,
    async check() {
      try {
        const path = createRequire(join(packageRoot, "package.json")).resolve("plotly.js-dist/package.json");
        const { version }: { version?: string } = JSON.parse(readFileSync(path, "utf8"));
        return { ok: true, detail: `plotly.js-dist ${version}` };
      } catch {
        return { ok: false, detail: "plotly.js-dist is not installed", fix: "Run: npm install plotly.js-dist" };
      }
    },
  };
}
