import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { wholeNumber } from "../check/wholeNumber.js";
import { InputError } from "../errors.js";
import { packageRoot } from "../host/packageRoot.js";
import { ensureJupyter, type Say } from "./jupyter/environment.js";
import { ensureNotebooks, linkPackages, MAIN_NOTEBOOK } from "./jupyter/folder.js";
import { registerKernels } from "./jupyter/kernels.js";
import { ensurePackages } from "./jupyter/packages.js";
import type { Python } from "./jupyter/python.js";

interface LabOptions {
  /** Whether JupyterLab opens a browser. */
  readonly browser: boolean;
  /** Whether to only set up. */
  readonly check: boolean;
  readonly port?: number;
}

/**
 * Sets up what is missing for the notebooks next to `notebook`, or by default for the project's `notebooks` folder,
 * into which it copies them; safe to run again. Returns the Python that has JupyterLab, and the notebook to open.
 *
 * @throws EnvironmentError if Python, its venv module, pip, npm or the network are missing
 */
export async function setUpLab(
  project: string,
  root: string,
  say: Say,
  notebook?: string,
): Promise<{ python: Python; notebook: string }> {
  const python = await ensureJupyter(project, say);
  const packages = await ensurePackages(python, project, root, say);
  registerKernels(python, packages, say);
  const opened = resolve(notebook ?? join(ensureNotebooks(project, root, say), MAIN_NOTEBOOK));
  linkPackages(dirname(opened), root, packages, say);
  return { python, notebook: opened };
}

/** Sets up JupyterLab and opens it on a notebook. Resolves to the exit code of JupyterLab, or 0 with `check`. */
export async function lab(notebook: string | undefined, options: LabOptions): Promise<number> {
  const project = process.cwd();
  const say: Say = (line) => console.log(line);
  if (notebook !== undefined && !existsSync(notebook)) {
    throw new InputError(`lab: found no file ${notebook}, expected a notebook. Leave it out to open the main one.`);
  }
  const { python, notebook: opened } = await setUpLab(project, packageRoot(), say, notebook);
  if (options.check) {
    say("Ready. Open the notebooks with: spiketensor lab");
    return 0;
  }
  const isInside = !relative(project, opened).startsWith("..");
  const served = isInside ? project : dirname(opened);
  const shown = relative(served, opened);
  // The address to open and print is the notebook's, not the launcher's.
  const address = `/lab/tree/${shown.split(sep).map(encodeURIComponent).join("/")}`;
  const args = ["-m", "jupyterlab", `--ServerApp.root_dir=${served}`, `--LabApp.default_url=${address}`];
  if (!options.browser) args.push("--no-browser");
  if (options.port !== undefined) args.push(`--port=${options.port}`);
  if (process.getuid?.() === 0) args.push("--allow-root");
  say(`Opening ${shown} in JupyterLab; end it with Ctrl-C here`);
  return new Promise((finish, reject) => {
    // Ctrl-C also reaches JupyterLab, which asks for confirmation: this process waits for it to end.
    const wait = () => {};
    process.on("SIGINT", wait);
    const child = spawn(python.executable, args, { cwd: served, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      finish(code ?? 1);
    });
  });
}

const parsePort = (text: string): number =>
  wholeNumber("lab, --port", /^\d+$/.test(text) ? Number(text) : text, 1, 65535);

/** Adds `spiketensor lab [notebook]`. */
export function registerLab(program: Command): void {
  program
    .command("lab")
    .description("Set up JupyterLab with the TypeScript kernel and open a notebook in it")
    .argument("[notebook]", "notebook to open; by default notebooks/eth.ipynb")
    .option("--no-browser", "print the address instead of opening a browser")
    .option("--port <number>", "port of JupyterLab", parsePort)
    .option("--check", "only set up, do not open JupyterLab", false)
    .action(async (notebook: string | undefined, options: LabOptions) => {
      process.exitCode = await lab(notebook, options);
    });
}
