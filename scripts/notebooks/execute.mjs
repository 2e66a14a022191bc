/**
 * Runs notebooks from top to bottom in the real tslab kernel, in the environment that `spiketensor lab` uses, made
 * where it is missing. Fails on any cell error; see execute.py.
 *
 *   node --import tsx scripts/notebooks/execute.mjs [--smoke] [--write] [--timeout SECONDS] [NOTEBOOK ...]
 *
 * Without a name, all of notebooks/ are run. --smoke runs the smaller sizes that a notebook's metadata name; --write saves
 * the outputs in place.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpLab } from "../../src/cli/lab.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const args = process.argv.slice(2);
const options = args.filter((arg) => !arg.endsWith(".ipynb"));
const named = args.filter((arg) => arg.endsWith(".ipynb"));
const ownNotebooks = () =>
  readdirSync(join(root, "notebooks"))
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => relative(process.cwd(), join(root, "notebooks", name)));

const notebooks = named.length > 0 ? named : ownNotebooks();
let python;
for (const folder of new Set(notebooks.map((notebook) => dirname(notebook)))) {
  ({ python } = await setUpLab(root, root, console.log, join(folder, "any.ipynb")));
}
const driver = [join(here, "execute.py"), ...options, ...notebooks];
const child = spawn(python.executable, driver, { stdio: "inherit" });
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
