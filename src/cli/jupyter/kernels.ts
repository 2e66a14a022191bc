import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Say } from "./environment.js";
import type { Python } from "./python.js";
import { run } from "./run.js";

const KERNELS = [
  { name: "tslab", display: "TypeScript", language: "typescript", flags: [] },
  { name: "jslab", display: "JavaScript", language: "javascript", flags: ["--js"] },
] as const;

/** The start file of the tslab that a package depends on. */
export function tslabOf(packageRoot: string): string {
  const require = createRequire(join(packageRoot, "package.json"));
  return join(dirname(require.resolve("tslab/package.json")), "bin", "tslab");
}

/** How Jupyter starts the kernel: by this very Node.js, so that no PATH decides and Windows needs no batch file. */
function kernelSpec(kernel: (typeof KERNELS)[number], tslab: string): object {
  return {
    argv: [process.execPath, tslab, "kernel", "--config-path", "{connection_file}", ...kernel.flags],
    display_name: kernel.display,
    language: kernel.language,
  };
}

function userData(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") return join(process.env.APPDATA ?? homedir(), "jupyter");
  return join(process.env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** The environment's own folder, or the user's where a system Python's cannot be written. */
function kernelsFolder(python: Python): string {
  try {
    accessSync(python.prefix, constants.W_OK);
    return join(python.prefix, "share", "jupyter", "kernels");
  } catch {
    return join(userData(), "kernels");
  }
}

/** Writes the tslab kernels into the environment, unless they are there already and start the same program. */
export function registerKernels(python: Python, packageRoot: string, say: Say): void {
  const tslab = tslabOf(packageRoot);
  for (const kernel of KERNELS) {
    const folder = join(kernelsFolder(python), kernel.name);
    const file = join(folder, "kernel.json");
    const wanted = `${JSON.stringify(kernelSpec(kernel, tslab), null, 2)}\n`;
    if (readIfThere(file) === wanted) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.tmp`, wanted);
    renameSync(`${file}.tmp`, file);
    say(`Registered the ${kernel.display} kernel: ${file}`);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** What an environment's Jupyter starts for the kernel `tslab`; undefined if it knows no such kernel. */
export async function registeredKernel(python: Python): Promise<readonly string[] | undefined> {
  const program =
    "import json; from jupyter_client.kernelspec import get_kernel_spec; print(json.dumps(get_kernel_spec('tslab').argv))";
  const { code, stdout } = await run(python.executable, ["-c", program]);
  if (code !== 0) return undefined;
  const argv: unknown = JSON.parse(stdout);
  return Array.isArray(argv) && argv.every((part) => typeof part === "string") ? argv : undefined;
}
