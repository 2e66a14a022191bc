import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Say } from "./environment.js";
import { jupyterData } from "./jupyterData.js";
import type { NotebookPackages } from "./packages.js";
import type { Python } from "./python.js";
import { run } from "./run.js";

const KERNELS = [
  { name: "tslab", display: "TypeScript", language: "typescript", flags: [] },
  { name: "jslab", display: "JavaScript", language: "javascript", flags: ["--js"] },
] as const;

/** How Jupyter starts the kernel: with this Node.js, independently of the PATH and without batch files on Windows. */
function kernelSpec(kernel: (typeof KERNELS)[number], { tslab, own }: NotebookPackages): object {
  return {
    argv: [process.execPath, tslab, "kernel", "--config-path", "{connection_file}", ...kernel.flags],
    display_name: kernel.display,
    language: kernel.language,
    // Cells can import packages that only the environment has, such as TensorFlow.js.
    ...(own !== undefined && { env: { NODE_PATH: own } }),
  };
}

/** Writes the tslab kernels to the environment, unless they are there already and start the same program. */
export function registerKernels(python: Python, packages: NotebookPackages, say: Say): void {
  for (const kernel of KERNELS) {
    const folder = join(jupyterData(python), "kernels", kernel.name);
    const file = join(folder, "kernel.json");
    const wanted = `${JSON.stringify(kernelSpec(kernel, packages), null, 2)}\n`;
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

/** The command that the environment's Jupyter starts for the kernel `tslab`; undefined if it has no such kernel. */
export async function registeredKernel(python: Python): Promise<readonly string[] | undefined> {
  const program =
    "import json; from jupyter_client.kernelspec import get_kernel_spec; print(json.dumps(get_kernel_spec('tslab').argv))";
  const { code, stdout } = await run(python.executable, ["-c", program]);
  if (code !== 0) return undefined;
  const argv: unknown = JSON.parse(stdout);
  return Array.isArray(argv) && argv.every((part) => typeof part === "string") ? argv : undefined;
}
