import { writeFileSync } from "node:fs";
import { catalogPage } from "./page.js";

writeFileSync(new URL("../../docs/catalog.md", import.meta.url), catalogPage());
