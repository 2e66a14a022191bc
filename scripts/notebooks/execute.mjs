/**
 * Runs notebooks from top to bottom in the real tslab kernel, in the environment that `spiketensor lab` uses, made
 * where it is missing. Fails on any cell error; see execute.py.
 *
 *   node --import tsx scripts/notebooks/execute.mjs [--smoke] [--write] [--timeout SECONDS] NOTEBOOK ...
 *
 * --smoke sets SPIKETENSOR_SMOKE=1, by which the notebooks take smaller sizes; --write saves the outputs in place.
 */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpLab } from "../../src/cli/lab.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const args = process.argv.slice(2);
const isSmoke = args.includes("--smoke");

let python;
for (const notebook of args.filter((arg) => arg.endsWith(".ipynb"))) {
  ({ python } = await setUpLab(root, root, console.log, notebook));
}
if (python === undefined) throw new Error("found no .ipynb among the arguments, expected at least one notebook");
const driver = [join(here, "execute.py"), ...args.filter((arg) => arg !== "--smoke")];
const child = spawn(python.executable, driver, {
  stdio: "inherit",
  env: { ...process.env, ...(isSmoke && { SPIKETENSOR_SMOKE: "1" }) },
});
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
