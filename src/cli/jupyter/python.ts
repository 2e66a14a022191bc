import { join } from "node:path";
import { run } from "./run.js";

/** A Python that runs, and what of Jupyter it has. */
export interface Python {
  readonly executable: string;
  readonly version: string;
  /** `sys.prefix`: kernels are registered below it. */
  readonly prefix: string;
  /** Version of JupyterLab, where it is installed. */
  readonly jupyterlab: string | undefined;
}

export const OLDEST_PYTHON = [3, 9] as const;

const PROBE = `
import json, platform, sys
from importlib import metadata
try:
    lab = metadata.version("jupyterlab")
except metadata.PackageNotFoundError:
    lab = None
print(json.dumps([sys.executable, platform.python_version(), sys.prefix, lab]))
`;

function isProbe(value: unknown): value is [string, string, string, string | null] {
  return Array.isArray(value) && value.length === 4 && value.slice(0, 3).every((v) => typeof v === "string");
}

/** Asks a Python about itself; undefined if it does not run. */
export async function probePython(command: string): Promise<Python | undefined> {
  const { code, stdout } = await run(command, ["-c", PROBE]);
  if (code !== 0) return undefined;
  const answer: unknown = JSON.parse(stdout);
  if (!isProbe(answer)) return undefined;
  const [executable, version, prefix, jupyterlab] = answer;
  return { executable, version, prefix, jupyterlab: jupyterlab ?? undefined };
}

/** The Python of an environment's folder. */
export function pythonIn(environment: string): string {
  return process.platform === "win32" ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
}

/** The Python that a shell would start: the active virtual environment's, or the system's. */
export async function activePython(): Promise<Python | undefined> {
  const names = process.platform === "win32" ? ["python", "py"] : ["python3", "python"];
  for (const name of names) {
    const python = await probePython(name);
    if (python !== undefined) return python;
  }
  return undefined;
}

/** The environment that notebooks run in, if one is set up: the active one, else the project's `.venv`. */
export async function findJupyter(project: string): Promise<Python | undefined> {
  const active = await activePython();
  if (active?.jupyterlab !== undefined) return active;
  const own = await probePython(pythonIn(join(project, ".venv")));
  return own?.jupyterlab === undefined ? undefined : own;
}
