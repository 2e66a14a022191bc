import { existsSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SpikeTensorError } from "../../errors.js";
import { activePython, findJupyter, OLDEST_PYTHON, type Python, probePython, pythonIn } from "./python.js";
import { run } from "./run.js";

/** The Python environment for notebooks cannot be set up. */
export class EnvironmentError extends SpikeTensorError {}

export const JUPYTERLAB = "jupyterlab>=4.4,<5";
/** Packages that draw widgets in JupyterLab. */
export const WIDGETS = ["jupyterlab_widgets>=3,<4", "anywidget>=0.9,<1"] as const;

/** Prints what is being done. */
export type Say = (line: string) => void;

const lastLines = (text: string) => text.trim().split("\n").slice(-6).join("\n  ");

async function usablePython(): Promise<Python> {
  const [major, minor] = OLDEST_PYTHON;
  const python = await activePython();
  if (python === undefined) {
    throw new EnvironmentError(
      `Python: found none on the PATH, expected ${major}.${minor} or newer. Install it from your system's packages ` +
        "(Debian and Ubuntu: apt install python3 python3-venv) or from python.org, then run this again.",
    );
  }
  const [foundMajor, foundMinor] = python.version.split(".").map(Number);
  if (foundMajor < major || (foundMajor === major && foundMinor < minor)) {
    throw new EnvironmentError(
      `Python: found ${python.version} (${python.executable}), expected ${major}.${minor} or newer. Install a newer one.`,
    );
  }
  return python;
}

async function makeVenv(python: Python, folder: string): Promise<void> {
  const { code, stdout, stderr } = await run(python.executable, ["-m", "venv", folder]);
  if (code === 0) {
    // JupyterLab's own scripts are CommonJS and would fail under a project's `"type": "module"`.
    writeFileSync(join(folder, "package.json"), "{}\n");
    return;
  }
  // Debian leaves a folder without pip behind, which would look like an environment the next time.
  rmSync(folder, { recursive: true, force: true });
  const said = lastLines(stdout + stderr);
  const fix = /ensurepip|No module named venv/.test(said)
    ? "Debian and Ubuntu keep it in a package of its own: apt install python3-venv."
    : "See what Python says above.";
  throw new EnvironmentError(`Python's venv module cannot make ${folder}:\n  ${said}\n${fix} Then run this again.`);
}

async function install(python: string, packages: readonly string[]): Promise<void> {
  const { code, stderr } = await run(python, ["-m", "pip", "install", "--disable-pip-version-check", ...packages]);
  if (code === 0) return;
  const isOffline = /NewConnectionError|Temporary failure|getaddrinfo|ProxyError|timed out/i.test(stderr);
  const fix = isOffline
    ? "The package index cannot be reached: check the network or pip's proxy settings (pip config list)."
    : "See what pip says above.";
  throw new EnvironmentError(
    `pip cannot install ${packages.join(" ")}:\n  ${lastLines(stderr)}\n${fix} Then run this again.`,
  );
}

/** Installs the widget packages into the project's own environment; for another one, prints what is missing. */
async function addWidgets({ executable, prefix }: Python, own: string, say: Say): Promise<void> {
  const missing = WIDGETS.map((name) => `"${name}"`).join(" ");
  const isOwn = existsSync(own) && realpathSync(prefix) === realpathSync(own);
  if (!isOwn) return say(`Sliders need more: ${executable} -m pip install ${missing}`);
  say(`Installing ${WIDGETS.join(" ")}`);
  await install(executable, WIDGETS);
}

/**
 * A Python environment with JupyterLab: the active one if it has it, else the project's `.venv`, set up as needed.
 *
 * @throws EnvironmentError if Python, its venv module, pip or the network are missing, with what to do
 */
export async function ensureJupyter(project: string, say: Say): Promise<Python> {
  const found = await findJupyter(project);
  const folder = join(project, ".venv");
  if (found !== undefined) {
    say(`Python ${found.version} with JupyterLab ${found.jupyterlab} (${found.prefix})`);
    if (!found.hasWidgets) await addWidgets(found, folder, say);
    return found;
  }
  if (!existsSync(pythonIn(folder))) {
    const python = await usablePython();
    say(`Making a Python environment for this project: ${folder} (Python ${python.version})`);
    await makeVenv(python, folder);
  }
  say(`Installing ${JUPYTERLAB} into ${folder}: this takes a minute`);
  await install(pythonIn(folder), [JUPYTERLAB, ...WIDGETS]);
  const made = await probePython(pythonIn(folder));
  if (made?.jupyterlab === undefined) {
    throw new EnvironmentError(
      `${folder}: found no JupyterLab after installing it. Remove the folder and run this again.`,
    );
  }
  say(`JupyterLab ${made.jupyterlab} is installed`);
  return made;
}
