import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { nvrtcPaths } from "../../src/cuda/locate.js";
import { Compiler } from "../../src/cuda/nvrtc.js";

const PACKAGE = "nvidia-cuda-nvrtc-cu12";
const FOLDER = join("node_modules", ".cache", PACKAGE);

/** NVRTC as the machine has it, else from Python's package index into an ignored folder; or why there is none. */
export async function testCompiler(): Promise<Compiler | string> {
  for await (const found of nvrtcPaths()) return new Compiler(found);
  const library = join(FOLDER, "nvidia", "cuda_nvrtc", "lib", "libnvrtc.so.12");
  if (!existsSync(library)) {
    const pip = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-deps",
      "--disable-pip-version-check",
      "--target",
      FOLDER,
      PACKAGE,
    ];
    try {
      await promisify(execFile)("python3", pip, { timeout: 300_000 });
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
      return `no NVRTC here, and pip cannot get ${PACKAGE}: ${reason}`;
    }
  }
  return existsSync(library) ? new Compiler(library) : `the package ${PACKAGE} has no library for this machine`;
}
