import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { Compiler } from "./nvrtc.js";

const isWindows = process.platform === "win32";

/** Possible locations of the driver's library; a bare name leaves the search to the system. */
export const driverPaths = (): readonly string[] =>
  isWindows ? ["nvcuda.dll"] : ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"];

const NVRTC = isWindows ? /^nvrtc64_\d+_\d+\.dll$/ : /^libnvrtc[-\w]*\.so(\.\d+)*$/;

/** Folders of CUDA toolkits, from environment variables and by convention. */
function toolkitFolders(): string[] {
  const { CUDA_PATH, CUDA_HOME, LD_LIBRARY_PATH, PATH } = process.env;
  const roots = [CUDA_PATH, CUDA_HOME, ...(isWindows ? [] : ["/usr/local/cuda", ...versions("/usr/local", "cuda-")])];
  return [
    ...(isWindows ? (PATH ?? "") : (LD_LIBRARY_PATH ?? "")).split(delimiter),
    ...roots.flatMap((root) => (root ? [join(root, "lib64"), join(root, "bin"), join(root, "lib")] : [])),
    ...(isWindows ? [] : ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"]),
  ].filter((folder) => folder !== "");
}

const versions = (parent: string, prefix: string): string[] =>
  list(parent)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .reverse()
    .map((name) => join(parent, name));

/** In a Python's site-packages: NVIDIA's packages for CUDA 12 and 13, and PyTorch's copies. */
const pythonFolders = (sitePackages: string): string[] => [
  ...["cuda_nvrtc/lib", "cuda_nvrtc/bin", "cu13/lib", "cu13/bin"].map((part) => join(sitePackages, "nvidia", part)),
  join(sitePackages, "torch", "lib"),
];

/** Site-packages of the active environment, of a project's own `.venv`, and of the user. */
function sitePackages(): string[] {
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
  const environments = [VIRTUAL_ENV, CONDA_PREFIX, join(process.cwd(), ".venv"), join(homedir(), ".local")];
  return environments.flatMap((root) =>
    root
      ? [
          join(root, "Lib", "site-packages"),
          ...versions(join(root, "lib"), "python").map((v) => join(v, "site-packages")),
        ]
      : [],
  );
}

/** Site-packages of the `python3` on the PATH, which is slow to start. */
async function sitePackagesOfPython(): Promise<string[]> {
  const script = "import sys; print('\\n'.join(sys.path))";
  const python = promisify(execFile)(isWindows ? "python" : "python3", ["-c", script], { timeout: 10_000 });
  const paths = await python.then(({ stdout }) => stdout.split(/\r?\n/)).catch(() => []);
  return paths.filter((path) => path.endsWith("-packages"));
}

const librariesIn = (folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    list(folder)
      .filter((name) => NVRTC.test(name) && !name.includes("builtins") && !name.includes(".alt."))
      .map((name) => join(folder, name)),
  );

/** NVRTC libraries in order of preference, searched lazily; `SPIKETENSOR_NVRTC` comes first. */
export async function* nvrtcPaths(): AsyncGenerator<string, void, undefined> {
  const { SPIKETENSOR_NVRTC } = process.env;
  if (SPIKETENSOR_NVRTC) {
    yield SPIKETENSOR_NVRTC;
    return;
  }
  yield* librariesIn([...toolkitFolders(), ...sitePackages().flatMap(pythonFolders)]);
  yield* librariesIn((await sitePackagesOfPython()).flatMap(pythonFolders));
}

/** Compilers found in this process, by the driver's version and the environment variables. */
const found = new Map<string, Compiler>();

/**
 * The first NVRTC whose kernels the driver accepts: one no newer than the CUDA version that the driver supports (major
 * · 1000 + minor · 10), else the first that can be opened.
 */
export async function findCompiler(driverVersion: number): Promise<Compiler | undefined> {
  const key = `${driverVersion} ${process.env.SPIKETENSOR_NVRTC ?? ""}`;
  const compiler = found.get(key) ?? (await searchCompiler(driverVersion));
  if (compiler) found.set(key, compiler);
  return compiler;
}

async function searchCompiler(driverVersion: number): Promise<Compiler | undefined> {
  let newer: Compiler | undefined;
  for await (const path of nvrtcPaths()) {
    try {
      const compiler = new Compiler(path);
      const [major, minor] = compiler.version.split(".").map(Number);
      if (major * 1000 + minor * 10 <= driverVersion) return compiler;
      newer ??= compiler;
    } catch {
      // A library for another architecture, or without its companions: try the next.
    }
  }
  return newer;
}

function list(folder: string): string[] {
  try {
    return existsSync(folder) ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}
