/** Fails if package-lock.json says where packages come from: a clone is to install from its own registry. */
import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const wrong = Object.entries(packages).filter(([path, entry]) => path !== "" && (entry.resolved || !entry.integrity));
for (const [path, { resolved }] of wrong) {
  console.error(`package-lock.json, ${path}: found ${resolved ? `"resolved": "${resolved}"` : "no integrity"}.`);
}
if (wrong.length > 0) {
  console.error("Expected only integrity sums: npm install --omit-lockfile-registry-resolved (see .npmrc).");
  process.exitCode = 1;
}
