import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import koffi from "koffi";
import { type CudaBackend, type CudaOptions, cudaBackend } from "../../../src/backend/cuda/cuda.js";

/**
 * The CUDA backend on this machine's processor: its own source and its own run-time code, with stand-ins for the two
 * libraries of NVIDIA that they call. See driver.cpp and nvrtc.cpp.
 */
export interface Host {
  backend(options?: CudaOptions): CudaBackend;
  /** Makes the call of a driver function fail with an error code, after some that do not. */
  fail(name: string, code: number, after?: number): void;
  recover(): void;
  /** Bytes of device memory. */
  limit(bytes: number): void;
  launches(): number;
  /** Calls of a driver function so far. */
  calls(name: string): number;
  /** Whether kernels do nothing, so that the host's work can be measured alone. */
  idle(on: boolean): void;
  /** Bytes copied to the device so far. */
  uploaded(): number;
  /** Allocations, buffers, contexts, streams, events and modules that have not been freed. */
  held(): number;
  readonly paths: { readonly driver: string; readonly nvrtc: string };
  dispose(): void;
}

const kernelOptions = "-std=c++17 -O1 -fPIC -ffp-contract=off -Wall -Werror=uninitialized -Wno-unused-variable".split(
  " ",
);

/** The host, or why there is none. `warp`: threads of a warp, which the numbers of threads must be multiples of. */
export function openHost(warp = 4): Host | string {
  try {
    execFileSync("g++", ["--version"]);
  } catch {
    return "no g++ to compile the generated source with";
  }
  if (process.platform !== "linux") return "the stand-ins for NVIDIA's libraries are written for Linux";
  const folder = mkdtempSync(join(tmpdir(), "spiketensor-cuda-"));
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const library = (name: string) => {
    const path = join(folder, `lib${name}.so`);
    execFileSync("g++", ["-std=c++17", "-O1", "-shared", "-fPIC", "-o", path, here(`${name}.cpp`), "-ldl"]);
    return path;
  };
  copyFileSync(here("shim.h"), join(folder, "shim.h"));
  // Tests compile hundreds of small kernels, so what all of them include is compiled once.
  const options = [...kernelOptions, `-DWARP=${warp}`];
  execFileSync("g++", [...options, "-x", "c++-header", join(folder, "shim.h"), "-o", join(folder, "shim.h.gch")]);
  process.env.SPIKETENSOR_HOST_FOLDER = folder;
  process.env.SPIKETENSOR_HOST_WARP = String(warp);
  process.env.SPIKETENSOR_HOST_COMPILER = ["g++", ...options].join(" ");
  // What the stand-in compiles to is the name of a file in this folder.
  process.env.SPIKETENSOR_CUDA_CACHE = "off";
  const paths = { driver: library("driver"), nvrtc: library("nvrtc") };
  const driver = koffi.load(paths.driver);
  return {
    backend: (options) => cudaBackend({ ...paths, ...options }),
    fail: (name, code, after = 0) =>
      driver.func("void hostFail(const char *name, int code, int after)")(name, code, after),
    recover: driver.func("void hostRecover()"),
    limit: driver.func("void hostLimit(uint64_t bytes)"),
    launches: driver.func("int hostLaunches()"),
    calls: driver.func("int hostCalls(const char *name)"),
    idle: (on) => driver.func("void hostIdle(int on)")(Number(on)),
    uploaded: () => Number(driver.func("uint64_t hostUploaded()")()),
    held: driver.func("int hostHeld()"),
    paths,
    dispose: () => rmSync(folder, { recursive: true }),
  };
}
