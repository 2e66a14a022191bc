import { Resvg } from "@resvg/resvg-js"; import { readFileSync, writeFileSync } from "node:fs";
for (const f of process.argv.slice(2)) writeFileSync(f.replace(".svg", ".png"), new Resvg(readFileSync(f, "utf8"), { background: "white", font: { loadSystemFonts: true } }).render().asPng());
