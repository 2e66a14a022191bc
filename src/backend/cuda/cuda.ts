import type { Program } from "../../program/program.js";
import type { Backend, Ensemble } from "../backend.js";
import type { CudaExecutable, CudaOptions } from "./onDevice.js";

export type { CudaExecutable, CudaOptions };

export interface CudaBackend extends Backend {
  compile(program: Program): Promise<CudaExecutable>;
  compileMany(programs: readonly Program[]): Promise<Ensemble>;
}

/** What runs on a device is a sixth of this library, and is loaded when it is needed. */
const onDevice = () => import("./onDevice.js");

/** A backend on a chosen device; {@link cuda} uses the default device. */
export function cudaBackend(options: CudaOptions = {}): CudaBackend {
  return {
    name: "cuda",
    unavailable: async () => (await onDevice()).unavailable(options),
    compile: async (program) => (await onDevice()).compileOne(program, options),
    compileMany: async (programs) => (await onDevice()).compileMany(programs, options),
  };
}

/**
 * NVIDIA GPUs: a network becomes CUDA C, compiled at run time by NVRTC and launched through the CUDA driver, a whole
 * presentation at a time. Needs a driver and an NVRTC library, but no compiler.
 */
export const cuda: CudaBackend = cudaBackend();
