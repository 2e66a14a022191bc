import { join } from "node:path";
import { run } from "./run.js";

/** A working Python, and its Jupyter packages. */
export interface Python {
  readonly executable: string;
  readonly version: string;
  /** `sys.prefix`: kernels are registered below it. */
  readonly prefix: string;
  /** Version of JupyterLab, if it is installed. */
  readonly jupyterlab: string | undefined;
  /** Whether it has the packages that draw widgets in JupyterLab. */
  readonly hasWidgets: boolean;
}

export const OLDEST_PYTHON = [3, 9] as const;

const PROBE = `
import json, platform, sys
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
widgets = version("jupyterlab_widgets") is not None and version("anywidget") is not None
print(json.dumps([sys.executable, platform.python_version(), sys.prefix, version("jupyterlab"), widgets]))
`;

function isProbe(value: unknown): value is [string, string, string, string | null, boolean] {
  return Array.isArray(value) && value.length === 5 && value.slice(0, 3).every((v) => typeof v === "string");
}

/** Queries a Python's properties; undefined if it does not run. */
export async function probePython(command: string): Promise<Python | undefined> {
  const { code, stdout } = await run(command, ["-c", PROBE]);
  if (code !== 0) return undefined;
  const answer: unknown = JSON.parse(stdout);
  if (!isProbe(answer)) return undefined;
  const [executable, version, prefix, jupyterlab, hasWidgets] = answer;
  return { executable, version, prefix, jupyterlab: jupyterlab ?? undefined, hasWidgets };
}

/** The Python in an environment's folder. */
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

/** The environment of the notebooks, if one is set up: the active one, else the project's `.venv`. */
export async function findJupyter(project: string): Promise<Python | undefined> {
  const active = await activePython();
  if (active?.jupyterlab !== undefined) return active;
  const own = await probePython(pythonIn(join(project, ".venv")));
  return own?.jupyterlab === undefined ? undefined : own;
}
